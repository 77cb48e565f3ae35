package dev.coffer.engine.postgresql;

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
import dev.coffer.engine.server.Tools;
import dev.coffer.image.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One PostgreSQL server: its life, and the doors to what it can do. */
final class PostgresqlServer implements LivingServer {
    /** Longest wait for one answer: a large database takes long to drop. */
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final PostgresqlPlaces places;
    private final DataDirectory data;
    private final PostgresqlData contents;
    private final Life life;
    private final Accounts accounts;
    private final PostgresqlReplication replication;
    private final Settings settings;
    private final PostgresqlUpgrades upgrades;
    private final Parts parts;
    private final Logs logs;

    PostgresqlServer(Node node) {
        this.places = new PostgresqlPlaces(node);
        Secrets secrets = new Secrets();
        Tools tools = new Tools(node, Complaints::isOfTool);
        this.data = new DataDirectory(places, secrets);
        this.contents = new PostgresqlData(node, places, secrets, tools);
        this.accounts = new PostgresqlAccounts(this::session, data::standing);
        Seeds seeds = new Seeds(node, places, data, contents, secrets, tools);
        this.replication = new PostgresqlReplication(places, this::session, data::standing, seeds, this::restart);
        Overrides overrides = new Overrides(node.conf(), Owned::covers);
        DataVersion version = new DataVersion(places.dataVersion(), node.version());
        this.life = new Life(places, data, version, overrides, new Program());
        Tryout tryout = new Tryout(places, contents, tools);
        this.settings = new PostgresqlSettings(node, tryout, overrides, this::session, life::isRunning);
        this.upgrades = new PostgresqlUpgrades(tryout, version, overrides, data, life);
        this.parts = new Parts(
                places,
                data,
                life,
                overrides,
                new HealthProbe<>(
                        patience -> session(Session.HOME, patience),
                        new PostgresqlHealth(data::standing, new Parting(places))));
        this.logs = new ServerLogs(places, life, new PostgresqlLogs(this::session), PostgresqlLogs.FILES);
    }

    /** Opens a session of the agent. */
    @FunctionalInterface
    interface Sessions {
        /** @param patience longest wait for one answer of the server */
        Session open(String database, Duration patience);

        default Session open(Duration patience) {
            return open(Session.HOME, patience);
        }

        default Session open(String database) {
            return open(database, ANSWER);
        }

        default Session open() {
            return open(Session.HOME, ANSWER);
        }
    }

    /** PostgreSQL as a process. */
    private final class Program implements Life.Program {
        @Override
        public int port() {
            return PostgresqlEngine.PORT;
        }

        @Override
        public void configure(Map<String, String> values) throws IOException, InterruptedException {
            contents.configure(values);
        }

        @Override
        public List<String> command() {
            return List.of(
                    Programs.of(places.node().version(), "postgres"),
                    "-D",
                    places.dataDirectory().toString(),
                    "-c",
                    "config_file=" + places.configuration());
        }

        @Override
        public void ask(Duration patience) {
            try (Session session = session(Session.HOME, patience)) {
                session.text("SELECT 1");
            }
        }

        @Override
        public void open() throws IOException, InterruptedException {
            replication.enforce();
        }

        @Override
        public Optional<String> complaint(String line) {
            return Complaints.ofServer(line);
        }

        /** A fast shutdown: sessions are cut, and replicas get all that was written. SIGTERM would wait for the sessions. */
        @Override
        public void end(ServerProcess process) throws IOException, InterruptedException {
            process.interrupt();
        }
    }

    private void restart() throws IOException, InterruptedException {
        life.stop();
        life.startClosed();
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public void initialise() throws IOException, InterruptedException {
        if (!isInitialised()) {
            data.make(Standing.PRIMARY, contents::fillEmpty);
        }
    }

    @Override
    public boolean isInitialised() {
        return upgrades.hasData();
    }

    @Override
    public void start() throws IOException, InterruptedException {
        upgrades.resume();
        LivingServer.super.start();
    }

    @Override
    public void tend() throws IOException, InterruptedException {
        replication.tend();
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

    private Session session(String database, Duration patience) {
        Path socket = places.socket();
        if (!Files.exists(socket)) {
            throw new EngineFailure(Kind.PASSING, "The database server does not run.");
        }
        return Session.open(
                new Session.Door(socket, places.node().version(), data.agentPassword(), database), patience);
    }
}
