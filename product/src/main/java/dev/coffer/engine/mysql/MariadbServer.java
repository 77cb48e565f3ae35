package dev.coffer.engine.mysql;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Health;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Node;
import dev.coffer.engine.Replication;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.Tls;
import dev.coffer.engine.Upgrades;
import dev.coffer.image.Sandbox;
import dev.coffer.image.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One MariaDB server: its life, and the doors to what it can do. */
final class MariadbServer implements Server {
    /** Crash recovery of a large server takes its time. */
    private static final Duration START = Duration.ofMinutes(20);
    /** A server that needs longer to answer has a lot to recover, or waits for something. */
    private static final Duration PROMPT = Duration.ofSeconds(10);

    private static final Duration STOP = Duration.ofMinutes(2);
    private static final Duration KILL = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration PROBE = Duration.ofSeconds(5);
    /** Longest wait for one answer: a large database takes long to drop. */
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final Node node;
    private final Places places;
    private final DataDirectory data;
    private final Accounts accounts;
    private final MariadbReplication replication;
    private final Overrides overrides;
    private final MariadbSettings settings;
    private final DataVersion dataVersion;
    private final MariadbUpgrades upgrades;
    private final HealthProbe probe;
    private final MariadbLogs logs;
    private volatile boolean starting;

    MariadbServer(Node node) {
        this.node = node;
        this.places = new Places(node);
        Secrets secrets = new Secrets();
        Tools tools = new Tools(node);
        this.data = new DataDirectory(node, places, secrets, tools);
        this.accounts = new MariadbAccounts(this::session, this::standing);
        Seeds seeds = new Seeds(node, places, data, secrets, tools);
        this.replication = new MariadbReplication(places, this::session, this::standing, seeds);
        this.overrides = new Overrides(places);
        this.settings = new MariadbSettings(node, overrides, this::session, this::isRunning);
        this.dataVersion = new DataVersion(places.dataVersion(), node.version());
        this.upgrades = new MariadbUpgrades(places, data, tools, dataVersion, overrides, new Life());
        this.probe = new HealthProbe(this::session, this::standing);
        this.logs = new MariadbLogs(places, this::session, new Life());
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

    @Override
    public void initialise() throws IOException, InterruptedException {
        if (!data.exists()) {
            data.make(Standing.PRIMARY, data::fillEmpty);
        }
    }

    @Override
    public boolean isInitialised() {
        return data.exists();
    }

    @Override
    public void start() throws IOException, InterruptedException {
        if (!data.exists()) {
            throw new EngineFailure(Kind.REFUSED, "The database server has no data yet; initialise it first.");
        }
        starting = true;
        try {
            spawn();
            enforce();
        } finally {
            starting = false;
        }
    }

    private void enforce() throws InterruptedException {
        try (Session session = session(ANSWER)) {
            replication.enforce(session, standing());
        }
    }

    /** A server that runs is taken over. One that does not start as the tenant has set it starts as it did last. */
    private void spawn() throws IOException, InterruptedException {
        Map<String, String> wanted = overrides.wanted();
        if (isRunning()) {
            spawn(wanted);
            return;
        }
        Map<String, String> good = overrides.started();
        try {
            spawn(wanted);
            overrides.proven(wanted);
        } catch (EngineFailure failure) {
            if (wanted.equals(good) || isRunning()) {
                throw failure;
            }
            startWithout(wanted, good, failure);
        }
    }

    /** When it does not start so either, it is not the tenant's values that keep it from starting. */
    private void startWithout(Map<String, String> wanted, Map<String, String> good, EngineFailure failure)
            throws InterruptedException, IOException {
        try {
            spawn(good);
        } catch (EngineFailure | IOException again) {
            failure.addSuppressed(again);
            throw failure;
        }
        overrides.fallBack(good, MariadbSettings.fallback(wanted, good, failure));
    }

    /** One that starts is closed for writing and follows nobody. */
    private void spawn(Map<String, String> values) throws IOException, InterruptedException {
        data.prepareHome(values);
        dataVersion.claim();
        if (process().isEmpty()) {
            data.tidy();
        }
        long logged = LogTail.end(places.errorLog());
        List<String> command = List.of("mariadbd", "--defaults-file=" + places.configuration());
        ServerProcess process;
        try {
            process = node.sandbox().spawn(command, places.errorLog(), places.processFile());
        } catch (IOException e) {
            if (LogTail.lines(places.errorLog(), logged).stream().anyMatch(LogTail::isError)) {
                throw LogTail.startFailure(node, places.errorLog(), logged);
            }
            throw e;
        }
        awaitAnswer(process, logged);
    }

    private void awaitAnswer(ServerProcess process, long logged) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        EngineFailure last = null;
        while (System.nanoTime() < deadline) {
            boolean alive = process.isAlive();
            try (Session session = session(PROBE)) {
                session.text("SELECT 1");
                return;
            } catch (EngineFailure notYet) {
                last = notYet;
                if (notYet.kind() != Kind.PASSING) {
                    throw notYet;
                }
            }
            if (!alive) {
                throw LogTail.startFailure(node, places.errorLog(), logged);
            }
            boolean late = System.nanoTime() > deadline - START.toNanos() + PROMPT.toNanos();
            if (late && LogTail.isFull(node, places.errorLog(), logged)) {
                throw LogTail.full(); // it waits for room, and goes on by itself when there is some
            }
            Thread.sleep(GLANCE);
        }
        throw new EngineFailure(
                Kind.PASSING, "The database server runs but does not answer after %s.".formatted(START), last);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Optional<ServerProcess> running = process();
        if (running.isPresent()) {
            ServerProcess process = running.get();
            process.terminate();
            if (!process.awaitExit(STOP)) {
                process.kill();
                if (!process.awaitExit(KILL)) {
                    throw new EngineFailure(
                            Kind.PASSING, "The database server, process %d, does not end.".formatted(process.pid()));
                }
            }
        }
        Files.deleteIfExists(places.processFile());
    }

    @Override
    public boolean isRunning() {
        return process().isPresent();
    }

    private Optional<ServerProcess> process() {
        return Sandbox.adopt(places.processFile());
    }

    @Override
    public Health health() {
        boolean shouldRun = Files.exists(places.processFile());
        Health seen = probe.look(new HealthProbe.Outside(
                data.exists(), shouldRun, starting, () -> process().isPresent()));
        return settings.complaint()
                .filter(_ -> seen.problem() == null)
                .map(seen::withProblem)
                .orElse(seen);
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
    public Tls tls() {
        return new Tls(places.hasTls(), places.readCertificate());
    }

    @Override
    public Optional<Upgrades> upgrades() {
        return Optional.of(upgrades);
    }

    /** The parts of a server's life that its logs look at, and that an upgrade goes through in an order of its own. */
    private final class Life implements MariadbLogs.Life, MariadbUpgrades.Life {
        @Override
        public boolean isRunning() {
            return MariadbServer.this.isRunning();
        }

        @Override
        public boolean isStarting() {
            return starting;
        }

        @Override
        public Optional<ServerProcess> process() {
            return MariadbServer.this.process();
        }

        @Override
        public Session session() {
            return MariadbServer.this.session(ANSWER);
        }

        @Override
        public void startClosed() throws IOException, InterruptedException {
            starting = true;
            try {
                spawn();
            } finally {
                starting = false;
            }
        }

        @Override
        public void open() throws InterruptedException {
            enforce();
        }

        @Override
        public void stop() throws IOException, InterruptedException {
            MariadbServer.this.stop();
        }
    }

    private Standing standing() {
        return Standing.read(places.standing())
                .orElseThrow(() -> new EngineFailure(
                        Kind.BROKEN,
                        "The file %s that says what this server is, is lost.".formatted(places.standing())));
    }

    private Session session(Duration patience) {
        Path socket = places.socket();
        if (!Files.exists(socket)) {
            throw new EngineFailure(Kind.PASSING, "The database server does not run.");
        }
        return Session.open(socket, data.agentPassword(), patience);
    }
}
