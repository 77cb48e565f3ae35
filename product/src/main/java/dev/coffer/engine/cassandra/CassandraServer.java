package dev.coffer.engine.cassandra;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Node;
import dev.coffer.engine.Settings;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.DataVersion;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.engine.server.Life;
import dev.coffer.engine.server.LivingServer;
import dev.coffer.engine.server.Overrides;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.ServerLogs;
import dev.coffer.engine.server.Standing;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One Cassandra server: its life, and the doors to what it can do. */
final class CassandraServer implements LivingServer {
    /** Longest wait for one answer: a large keyspace takes long to drop. */
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final CassandraPlaces places;
    private final DataDirectory data;
    private final CassandraData contents;
    private final Life life;
    private final Accounts accounts;
    private final Settings settings;
    private final Parts parts;
    private final Logs logs;

    CassandraServer(Node node) {
        this.places = new CassandraPlaces(node);
        Secrets secrets = new Secrets();
        Tools tools = new Tools(node, Complaints::isOfTool);
        this.data = new DataDirectory(places, secrets);
        this.contents = new CassandraData(node, places, secrets, tools);
        this.accounts = new CassandraAccounts(() -> session(ANSWER));
        Overrides overrides = new Overrides(node.conf(), Owned::covers);
        DataVersion version = new DataVersion(places.dataVersion(), node.version());
        this.life = new Life(places, data, version, overrides, new Program());
        this.settings = new CassandraSettings(node, overrides, life::isRunning);
        this.parts = new Parts(places, data, life, overrides, new HealthProbe<>(this::session, new CassandraHealth()));
        this.logs = new ServerLogs(places, life, new CassandraLogs(places), CassandraLogs.FILES);
    }

    /** Cassandra as a process. */
    private final class Program implements Life.Program {
        @Override
        public int port() {
            return CassandraEngine.PORT;
        }

        @Override
        public void configure(Map<String, String> values) throws IOException {
            contents.configure(values);
        }

        @Override
        public List<String> command() {
            return new JavaCommand(places.node(), places).lasting();
        }

        @Override
        public void ask(Duration patience) {
            try (Session session = session(patience)) {
                session.onlyRow("SELECT release_version FROM system.local WHERE key = 'local'");
            }
        }

        @Override
        public void open() {
            // It is a primary, and open, from its start on.
        }

        @Override
        public Optional<String> complaint(String line) {
            return Complaints.ofServer(line);
        }
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public void initialise() throws IOException, InterruptedException {
        if (!data.exists()) {
            data.make(Standing.PRIMARY, contents::fillEmpty);
        }
    }

    @Override
    public Optional<String> complaint() {
        return LivingServer.super.complaint().or(this::unserved);
    }

    /** A server has one address for clients, and the other instances of its host have theirs beside it: it cannot listen on all. */
    private Optional<String> unserved() {
        String address = places.node().publicAddress();
        return address == null
                ? Optional.empty()
                : Optional.of(
                        "Cassandra listens on one address, which is %s; the public address %s is not served. Forward its port %d there."
                                .formatted(places.node().address(), address, CassandraEngine.PORT));
    }

    @Override
    public Optional<Accounts> accounts() {
        return Optional.of(accounts);
    }

    @Override
    public Optional<Settings> settings() {
        return Optional.of(settings);
    }

    @Override
    public Optional<Logs> logs() {
        return Optional.of(logs);
    }

    /** Only of a server that runs: at the address of one that does not, somebody else may listen. */
    private Session session(Duration patience) {
        if (!life.isRunning()) {
            throw new EngineFailure(Kind.PASSING, "The database server does not run.");
        }
        return Session.open(Door.of(places), new Session.Login(Session.AGENT, data.agentPassword()), patience);
    }
}
