package dev.coffer.engine.mongodb;

import dev.coffer.engine.Accounts;
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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One MongoDB server: its life, and the doors to what it can do. */
final class MongodbServer implements LivingServer {
    /** Longest wait for one answer: a large database takes long to drop. */
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final MongodbPlaces places;
    private final DataDirectory data;
    private final MongodbData contents;
    private final Life life;
    private final Accounts accounts;
    private final Settings settings;
    private final Parts parts;
    private final Logs logs;

    MongodbServer(Node node) {
        this.places = new MongodbPlaces(node);
        Secrets secrets = new Secrets();
        this.data = new DataDirectory(places, secrets);
        this.contents = new MongodbData(places, secrets);
        this.accounts = new MongodbAccounts(this::session);
        Overrides overrides = new Overrides(node.conf(), MongodbParameters::isReserved);
        DataVersion version = new DataVersion(places.dataVersion(), node.version());
        this.life = new Life(places, data, version, overrides, new Program());
        this.settings = new MongodbSettings(node, overrides, this::session, life::isRunning);
        this.parts = new Parts(places, data, life, overrides, new HealthProbe<>(this::session, new MongodbHealth()));
        this.logs = new ServerLogs(places, life, new MongodbLogs(this::session), MongodbLogs.FILES);
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

    /** MongoDB as a process. */
    private final class Program implements Life.Program {
        @Override
        public int port() {
            return MongodbEngine.PORT;
        }

        @Override
        public void configure(Map<String, String> values) throws IOException {
            contents.configure(values);
        }

        @Override
        public List<String> command() {
            return List.of(
                    MongodbEngine.SERVER, "--config", places.configuration().toString());
        }

        @Override
        public void ask(Duration patience) {
            try (Session session = Session.open(places.endpoint(), null, patience)) {
                session.hello();
            }
        }

        @Override
        public void open() throws IOException, InterruptedException {
            try (Session session = session(ANSWER)) {
                new ReplicaSet(session, places.endpoint()).settle();
            }
            contents.forgetKey();
        }

        @Override
        public Optional<String> complaint(String line) {
            return Complaints.of(line);
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

    private Session session(Duration patience) {
        return Session.open(places.endpoint(), Login.agent(data.agentPassword()), patience);
    }
}
