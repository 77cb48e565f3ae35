package dev.coffer.rehearsal;

import dev.coffer.ControlPlane;
import dev.coffer.agent.AgentSettings;
import dev.coffer.agent.command.Command;
import dev.coffer.bus.StoredRegistrar;
import dev.coffer.bus.Wire;
import dev.coffer.compute.local.JavaProgram;
import dev.coffer.config.Configuration;
import dev.coffer.config.ConfigurationFile;
import dev.coffer.config.Home;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.model.Access;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.store.Outbox;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Starts a control plane in a home of its own, asks its API the usual questions, and lets an agent for each room of engines, of an
 * instance without an engine, enrol, report and be given a command.
 */
public final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Home home;
    private final Path runtime;
    /** One of each room, by its instance's id. */
    private final Map<String, Engine> engines = new LinkedHashMap<>();

    private Rehearsal(Home home, Path runtime) {
        this.home = home;
        this.runtime = runtime;
        Set<String> rooms = new HashSet<>();
        Engines.shipped().all().stream()
                .filter(engine -> rooms.add(engine.room()))
                .forEach(engine -> engines.put(UUID.randomUUID().toString(), engine));
    }

    /** @param arguments an empty directory for a home, and one that {@code RuntimeJars} made; caches are written to the latter */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Home home = new Home(Path.of(arguments[0]).toAbsolutePath());
        Files.writeString(home.configuration(), """
                api: {listen: "127.0.0.1:%d"}
                agents: {listen: "127.0.0.1:%d"}
                """.formatted(freePort(), freePort()));
        new Rehearsal(home, Path.of(arguments[1]).toAbsolutePath()).play();
        System.exit(0); // a cache is written by an orderly end only
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void play() throws IOException, InterruptedException {
        Configuration configuration = ConfigurationFile.read(home);
        InstantSource clock = InstantSource.system();
        try (ControlPlane _ = ControlPlane.start(configuration);
                Store store = Store.open("jdbc:sqlite:" + home.control().resolve("coffer.db"), "", "", clock)) {
            engines.forEach((id, engine) -> store.change(tx -> tx.instances()
                    .insert(instance(id, version(tx, engine), tx.flavors().all().getFirst(), clock.instant()))));
            new Questions(
                            URI.create("http://" + configuration.api().listen()),
                            Files.readString(home.control().resolve("admin-secret"))
                                    .strip())
                    .ask(engines.keySet().iterator().next());
            List<Process> agents = new ArrayList<>();
            for (String id : engines.keySet()) {
                agents.add(agent(id, configuration, store, clock));
            }
            for (String id : engines.keySet()) {
                until(
                        "the agent's report",
                        () -> store.read(tx -> tx.reports().find(id).isPresent()));
                until(
                        "the agent's answer",
                        () -> store.read(tx -> tx.outbox()
                                .find(command(id))
                                .filter(message -> message.replied() != null)
                                .isPresent()));
            }
            end(agents);
        }
    }

    /** Ended in order, each writes its cache. */
    private static void end(List<Process> agents) throws IOException, InterruptedException {
        agents.forEach(Process::destroy);
        for (Process agent : agents) {
            if (!agent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                agents.forEach(Process::destroyForcibly);
                throw new IOException("The agent did not end.");
            }
        }
    }

    private static DatastoreVersion version(Tx tx, Engine engine) {
        return tx.datastores().allVersions().stream()
                .filter(version -> version.engine().equals(engine.name()))
                .findFirst()
                .orElseThrow();
    }

    private static String command(String instanceId) {
        return instanceId + "/create#1";
    }

    private static Instance instance(String instanceId, DatastoreVersion version, Flavor flavor, Instant now) {
        return new Instance(
                instanceId,
                "rehearsal",
                "rehearsed",
                version.id(),
                flavor.id(),
                1,
                null,
                Access.UNSTATED,
                Task.NONE,
                null,
                null,
                "127.0.0.1",
                null,
                instanceId,
                null,
                now,
                now,
                0);
    }

    private Process agent(String instanceId, Configuration configuration, Store store, InstantSource clock)
            throws IOException {
        Engine engine = Objects.requireNonNull(engines.get(instanceId));
        Wire wire = Wire.lenient();
        String token = invite(instanceId, store, clock, wire);
        Path instance = home.path().resolve("instance-" + engine.room());
        Path own = Files.createDirectories(instance.resolve("agent"));
        Path settings = own.resolve("settings.json");
        Files.writeString(
                settings,
                wire.writeRecord(new AgentSettings(
                        instanceId,
                        URI.create("https://" + configuration.agents().listen()),
                        engine.name(),
                        engine.offers().getFirst().version(),
                        "127.0.0.1",
                        instance.toString(),
                        home.path().resolve("no-image").toString(),
                        512,
                        1,
                        1)));
        Files.writeString(own.resolve("enrolment-token"), token);
        Files.copy(home.control().resolve("ca/ca.pem"), own.resolve("ca.pem"));
        List<String> command = new ArrayList<>(JavaProgram.AGENT.training(runtime, engine.room()));
        command.addAll(List.of(RehearsedAgent.class.getName(), settings.toString(), jars(), engine.room()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Lets an agent enrol, and has a command for it; returns the agent's token. */
    private static String invite(String instanceId, Store store, InstantSource clock, Wire wire) {
        String token = UUID.randomUUID().toString();
        store.change(tx -> {
            tx.agents().invite(instanceId, StoredRegistrar.tokenHash(token));
            tx.outbox()
                    .put(new Outbox.Message(
                            command(instanceId),
                            instanceId,
                            null,
                            1,
                            clock.instant(),
                            clock.instant().plus(PATIENCE),
                            wire.write(new Command.Create(List.of(), List.of())),
                            null,
                            null,
                            null));
        });
        return token;
    }

    private String jars() throws IOException {
        try (var files = Files.newDirectoryStream(runtime, "[0-9]*.jar")) {
            List<String> jars = new ArrayList<>();
            files.forEach(jar -> jars.add(jar.toString()));
            return String.join(":", jars);
        }
    }

    private static void until(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("In vain waited for " + what + ".");
            }
            Thread.sleep(50);
        }
    }
}
