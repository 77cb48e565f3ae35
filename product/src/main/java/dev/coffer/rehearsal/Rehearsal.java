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
import dev.coffer.model.Access;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.store.Outbox;
import dev.coffer.store.Store;
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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Starts a control plane in a home of its own, asks its API the usual questions, and lets an agent of an instance without an engine
 * enrol, report and be given a command.
 */
public final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Home home;
    private final Path runtime;
    private final String instanceId = UUID.randomUUID().toString();

    private Rehearsal(Home home, Path runtime) {
        this.home = home;
        this.runtime = runtime;
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
            store.change(tx -> tx.instances()
                    .insert(instance(
                            tx.datastores().allVersions().getFirst(),
                            tx.flavors().all().getFirst(),
                            clock.instant())));
            new Questions(
                            URI.create("http://" + configuration.api().listen()),
                            Files.readString(home.control().resolve("admin-secret"))
                                    .strip())
                    .ask(instanceId);
            Process agent = agent(configuration, store, clock);
            until(
                    "the agent's report",
                    () -> store.read(tx -> tx.reports().find(instanceId).isPresent()));
            until(
                    "the agent's answer",
                    () -> store.read(tx -> tx.outbox()
                            .find("rehearsal/create#1")
                            .filter(message -> message.replied() != null)
                            .isPresent()));
            agent.destroy();
            if (!agent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                agent.destroyForcibly();
                throw new IOException("The agent did not end.");
            }
        }
    }

    private Instance instance(DatastoreVersion version, Flavor flavor, Instant now) {
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

    private Process agent(Configuration configuration, Store store, InstantSource clock) throws IOException {
        Wire wire = Wire.lenient();
        String token = UUID.randomUUID().toString();
        store.change(tx -> {
            tx.agents().invite(instanceId, StoredRegistrar.tokenHash(token));
            tx.outbox()
                    .put(new Outbox.Message(
                            "rehearsal/create#1",
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
        Path instance = home.path().resolve("instance");
        Path own = Files.createDirectories(instance.resolve("agent"));
        Path settings = own.resolve("settings.json");
        Files.writeString(
                settings,
                wire.writeRecord(new AgentSettings(
                        instanceId,
                        URI.create("https://" + configuration.agents().listen()),
                        "mariadb",
                        "11.8",
                        "127.0.0.1",
                        instance.toString(),
                        home.path().resolve("no-image").toString(),
                        512,
                        1,
                        1)));
        Files.writeString(own.resolve("enrolment-token"), token);
        Files.copy(home.control().resolve("ca/ca.pem"), own.resolve("ca.pem"));
        List<String> command = new ArrayList<>(JavaProgram.AGENT.training(runtime));
        command.addAll(List.of(RehearsedAgent.class.getName(), settings.toString(), jars()));
        return new ProcessBuilder(command).inheritIO().start();
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
