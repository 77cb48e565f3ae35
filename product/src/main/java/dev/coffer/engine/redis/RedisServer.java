package dev.coffer.engine.redis;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Node;
import dev.coffer.engine.Replication;
import dev.coffer.engine.Settings;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.DataVersion;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.engine.server.Life;
import dev.coffer.engine.server.LivingServer;
import dev.coffer.engine.server.Overrides;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.ServerLogs;
import dev.coffer.engine.server.Standing;
import dev.coffer.image.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One server: its life, and the doors to what it can do. */
final class RedisServer implements LivingServer {
    /** Longest wait for one answer: a script of a tenant may hold it up. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** Scripts can be ended when they have run for five seconds. */
    private static final Duration FAREWELL = Duration.ofSeconds(8);

    private static final Duration FILE = Duration.ofMinutes(1);

    private final Family family;
    private final RedisPlaces places;
    private final DataDirectory data;
    private final RedisData contents;
    private final Rosters rosters;
    private final Life life;
    private final Accounts accounts;
    private final RedisReplication replication;
    private final Settings settings;
    private final Upgrades upgrades;
    private final Parts parts;
    private final Logs logs;
    private @Nullable Logins logins;

    RedisServer(Family family, Node node) {
        this.family = family;
        this.places = new RedisPlaces(node);
        Secrets secrets = new Secrets();
        this.data = new DataDirectory(places, secrets);
        this.rosters = new Rosters(places, secrets);
        this.contents = new RedisData(node, places, secrets, rosters);
        this.accounts = new RedisAccounts(this::session, data::standing, rosters, this::logins);
        Seeds seeds = new Seeds(family, places, data, contents, secrets);
        this.replication = new RedisReplication(this::session, data::standing, places, rosters, this::logins, seeds);
        Overrides overrides = new Overrides(node.conf(), Owned::covers);
        DataVersion version = new DataVersion(places.dataVersion(), node.version());
        this.life = new Life(places, data, version, overrides, new Program());
        this.settings = new RedisSettings(family, places, overrides, this::session, life::isRunning);
        this.upgrades = new RedisUpgrades(family, places, data, version, overrides, life);
        this.parts = new Parts(
                places,
                data,
                life,
                overrides,
                new HealthProbe<>(this::session, new RedisHealth(family, data::standing, replication)));
        this.logs = new ServerLogs(places, life, new RedisLogs(), RedisLogs.FILES);
    }

    /** Opens a session of the agent. */
    @FunctionalInterface
    interface Sessions {
        /** @param patience longest wait for one answer of the server */
        Session open(Duration patience);

        default Session open() {
            return open(ANSWER);
        }
    }

    /** The server as a process. */
    private final class Program implements Life.Program {
        @Override
        public int port() {
            return RedisEngine.PORT;
        }

        @Override
        public void configure(Map<String, String> values) throws IOException {
            if (!life.isRunning()) {
                contents.requireFiles();
            }
            contents.configure(values);
        }

        @Override
        public List<String> command() {
            return List.of(family.server(), places.configuration().toString());
        }

        @Override
        public void ask(Duration patience) {
            try (Session session = session(patience)) {
                session.ask("PING");
            }
        }

        @Override
        public void open() throws IOException, InterruptedException {
            contents.noteFiles();
            try (Session session = session(ANSWER)) {
                replication.enforce(session, data.standing());
            }
        }

        @Override
        public Optional<String> complaint(String line) {
            return Complaints.of(line);
        }

        @Override
        public void end(ServerProcess process) throws IOException, InterruptedException {
            keepPosition();
            process.terminate();
        }
    }

    /** It forgets where it stands when it ends; one that does not answer forgets it. */
    private void keepPosition() throws InterruptedException {
        try (Session session = session(FAREWELL)) {
            Closing.endScripts(session);
            if (FirstFile.await(session, FILE) && data.standing() == Standing.REPLICA) {
                replication.whereabouts().keep(replication.whereabouts().now(session));
            }
        } catch (EngineFailure silent) {
            return;
        }
    }

    private synchronized Logins logins() {
        try {
            if (logins == null) {
                logins = contents.logins();
            }
            return logins;
        } catch (IOException e) {
            throw new UncheckedIOException("The passwords of the agent cannot be read.", e);
        }
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public void initialise() throws IOException, InterruptedException {
        if (!data.exists()) {
            data.make(Standing.PRIMARY, directory -> contents.fillEmpty(Roster.EMPTY));
        }
    }

    @Override
    public void tend() {
        if (!life.isRunning()) {
            return;
        }
        try (Session session = session(ANSWER)) {
            boolean replica = data.standing() == Standing.REPLICA;
            Roster roster = replica ? rosters.newest(session) : rosters.known();
            logins().settle(session, roster);
            if (data.standing() == Standing.PRIMARY) {
                rosters.publish(session, roster);
            }
        }
    }

    @Override
    public Optional<Accounts> accounts() {
        return Optional.of(accounts);
    }

    @Override
    public Optional<Replication> replication() {
        return Optional.of(replication);
    }

    @Override
    public Optional<Settings> settings() {
        return Optional.of(settings);
    }

    @Override
    public Optional<Logs> logs() {
        return Optional.of(logs);
    }

    @Override
    public Optional<Upgrades> upgrades() {
        return Optional.of(upgrades);
    }

    private Session session(Duration patience) {
        Path socket = places.socket();
        if (!Files.exists(socket)) {
            throw new EngineFailure(Kind.PASSING, "The database server does not run.");
        }
        return Session.open(socket, data.agentPassword(), patience);
    }
}
