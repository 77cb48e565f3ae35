package dev.coffer.engine.mysql;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Health;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One server of the family: its life, and the doors to what it can do. */
final class SqlServer implements LivingServer {
    private final Brand brand;
    private final SqlPlaces places;
    private final DataDirectory data;
    private final Contents contents;
    private final Life life;
    private final Accounts accounts;
    private final SqlReplication replication;
    private final Settings settings;
    private final Upgrades upgrades;
    private final Remedies remedies;
    private final Parts parts;
    private final Logs logs;

    SqlServer(Node node, Brand brand) {
        this.brand = brand;
        this.places = brand.places();
        Secrets secrets = new Secrets();
        this.data = new DataDirectory(places, secrets);
        Brand.Parts parts = brand.parts(data, secrets, new Tools(node, Complaints::isOfTool));
        this.contents = parts.contents();
        this.accounts = new SqlAccounts(this::session, data::standing, brand.names(), brand.accounts());
        Seeds seeds = new Seeds(places, data, secrets, parts.seeds());
        this.replication = new SqlReplication(places, this::session, data::standing, seeds, brand.replication());
        Overrides overrides = new Overrides(node.conf(), brand.variables()::isOwned);
        DataVersion version = new DataVersion(places.dataVersion(), node.version());
        this.life = new Life(places, data, version, overrides, new Program());
        this.settings =
                new SqlSettings(node, brand.options(), brand.variables(), overrides, this::session, life::isRunning);
        this.upgrades = new SqlUpgrades(
                places, version, overrides, new SqlUpgrades.Running(data, life, this::session), parts.upgrades());
        this.remedies = new Remedies(places, contents, life, this::session);
        this.parts = new Parts(
                places,
                data,
                life,
                overrides,
                new HealthProbe<>(
                        this::session,
                        new SqlHealth(data::standing, replication::divergence, brand.replication(), brand.figures())));
        this.logs = new ServerLogs(places, life, new SqlLogs(this::session), SqlLogs.FILES);
    }

    /** The server as a process. */
    private final class Program implements Life.Program {
        @Override
        public int port() {
            return brand.port();
        }

        @Override
        public void configure(Map<String, String> values) throws IOException {
            contents.configure(values);
        }

        @Override
        public List<String> command() {
            return List.of(brand.program(), "--defaults-file=" + places.configuration());
        }

        @Override
        public void ask(Duration patience) {
            try (Session session = session(patience)) {
                session.text("SELECT 1");
            }
        }

        @Override
        public void open() throws IOException, InterruptedException {
            try (Session session = session(Sessions.ANSWER)) {
                replication.enforce(session, data.standing());
            }
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
    public void start() throws IOException, InterruptedException {
        try {
            LivingServer.super.start();
        } catch (EngineFailure failure) {
            if (!Failures.isLockedOut(failure) || !remedies.letIn()) {
                throw failure;
            }
        }
    }

    @Override
    public Health health() {
        Health seen = LivingServer.super.health();
        return remedies.problem().map(seen::withProblem).orElse(seen);
    }

    @Override
    public void tend() throws IOException, InterruptedException {
        if (!life.isRunning() || !remedies.letIn()) {
            return;
        }
        try (Session session = session(Sessions.ANSWER)) {
            replication.tend(session, data.standing());
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
        return Session.open(brand.session(), socket, data.agentPassword(), patience);
    }
}
