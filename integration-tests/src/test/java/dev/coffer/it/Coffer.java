package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Coffer of its own in a temporary home, run as a process; nothing of it is left when it is closed. */
final class Coffer implements AutoCloseable {
    private static final Path ROOT =
            Path.of(System.getProperty("coffer.root", "..")).toAbsolutePath().normalize();

    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    /** None is given out twice. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final int port;
    private final int network;
    private final Deque<SmallDisk> disks = new ArrayDeque<>();
    private @Nullable Process server;

    private Coffer(Path home, int port, int network) {
        this.home = home;
        this.port = port;
        this.network = network;
    }

    static Coffer start() throws IOException, InterruptedException {
        Coffer coffer = prepare();
        coffer.startControlPlane();
        return coffer;
    }

    /** A home with nothing but a configuration. Images are fetched once per machine, into the user's cache. */
    static Coffer prepare() throws IOException {
        Path home = Files.createTempDirectory(
                Path.of("/var/tmp"),
                "coffer-it-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        int port = freePort();
        int agentsPort = freePort();
        int network = ThreadLocalRandom.current().nextInt(100, 250);
        Files.writeString(home.resolve("coffer.yaml"), """
                api: {listen: "127.0.0.1:%2$d"}
                agents: {listen: "127.0.0.1:%3$d", silence: 10s}
                compute: {network: "127.%1$d.0.0/17", public-network: "127.%1$d.128.0/17"}
                """.formatted(network, port, agentsPort));
        return new Coffer(home, port, network);
    }

    /** None of those that the kernel gives to clients: one of them would have it while a killed control plane is not up again. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
                if (GIVEN.add(port)) {
                    return port;
                }
            } catch (BindException taken) {
                continue; // another is tried
            }
        }
    }

    Path home() {
        return home;
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The first addresses that instances may get, in the order in which they are given out. */
    Stream<String> addresses() {
        return IntStream.range(1, 255).mapToObj(host -> "127." + network + ".0." + host);
    }

    /** Logs in as the administrator. */
    Api login() throws IOException, InterruptedException {
        return Api.login(api(), "admin", adminSecret(), "admin");
    }

    String adminSecret() throws IOException {
        return Files.readString(home.resolve("control/admin-secret")).strip();
    }

    /** The static token made at the first start. */
    String adminToken() throws IOException {
        return Files.readString(home.resolve("control/admin-token")).strip();
    }

    void startControlPlane() throws IOException, InterruptedException {
        launchControlPlane();
        awaitControlPlane();
    }

    /** Does not wait until it answers. */
    void launchControlPlane() throws IOException {
        server = new ProcessBuilder(command("server"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(serverLog().toFile()))
                .start();
    }

    void awaitControlPlane() throws InterruptedException {
        Process started = Objects.requireNonNull(server);
        eventually("the API answers; see " + serverLog(), Duration.ofSeconds(60), () -> {
            assertThat(started.isAlive())
                    .as("control plane died:%n%s", tail(serverLog()))
                    .isTrue();
            return Api.isUp(api());
        });
    }

    private Path serverLog() {
        return home.resolve("server.log");
    }

    /** Unmounts it when nothing runs any more. */
    void unmountLater(SmallDisk disk) {
        disks.push(disk);
    }

    /** kill -9. */
    void killControlPlane() throws InterruptedException {
        Process running = server;
        if (running != null) {
            running.destroyForcibly();
            assertThat(running.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The running control plane. */
    ProcessHandle controlPlane() {
        Process running = server;
        if (running == null) {
            throw new IllegalStateException("The control plane was never started.");
        }
        return running.toHandle();
    }

    /** What the control plane has written to its log. */
    String log() throws IOException {
        return Files.readString(home.resolve("server.log"));
    }

    /** Runs a client or maintenance verb and returns its output; fails when it fails. */
    String run(String... verb) throws IOException, InterruptedException {
        return Programs.run(command(verb), java.util.Map.of("COFFER_HOME", home.toString()), Duration.ofMinutes(5));
    }

    /** As {@link #run}, whatever its exit code. */
    Programs.Outcome outcome(String... verb) throws IOException, InterruptedException {
        return Programs.outcome(command(verb), Map.of("COFFER_HOME", home.toString()), Duration.ofMinutes(2));
    }

    /** Types it at a prompt: the launcher's output, both streams. */
    String type(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "COFFER_HOME=" + home,
                ROOT.resolve("coffer").toString()));
        command.addAll(List.of(words));
        Programs.Outcome outcome = Programs.outcome(command, environment, Duration.ofMinutes(5));
        String said = outcome.out() + outcome.err();
        assertThat(outcome.exit()).as(said).isZero();
        return said;
    }

    private List<String> command(String... verb) {
        Path target = ROOT.resolve("product/target");
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/env",
                "COFFER_HOME=" + home,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                target.resolve("coffer.jar") + ":" + target.resolve("lib") + "/*",
                "dev.coffer.Main"));
        command.addAll(List.of(verb));
        return command;
    }

    Path instance(String id) {
        return home.resolve("instances").resolve(id);
    }

    /** Pid of the instance's agent, or empty when there is none that runs. */
    Stream<ProcessHandle> agent(String id) {
        return process(instance(id).resolve("agent/agent.pid"));
    }

    Stream<ProcessHandle> engine(String id) {
        return process(instance(id).resolve("run/engine.pid"));
    }

    private static Stream<ProcessHandle> process(Path pidFile) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip().split("\\D+")[0]);
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** All processes that carry this home in their command line or environment. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> namesHome(process)
                        || process.parent().filter(this::namesHome).isPresent())
                .toList();
    }

    /** Some servers write over what they were started with; the sandbox around them does not. */
    private boolean namesHome(ProcessHandle process) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return false;
        }
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            return Files.readString(proc.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1)
                            .contains(home.toString())
                    || Files.readString(proc.resolve("environ"), java.nio.charset.StandardCharsets.ISO_8859_1)
                            .contains(home.toString());
        } catch (IOException gone) {
            return false;
        }
    }

    static void eventually(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("gave up after %s waiting until %s", patience, what)
                    .isLessThan(until);
            Thread.sleep(100);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    @Override
    public void close() throws InterruptedException, IOException {
        killControlPlane();
        eventually("all processes are gone", Duration.ofSeconds(20), () -> {
            processes().forEach(ProcessHandle::destroyForcibly);
            return processes().isEmpty();
        });
        for (SmallDisk disk : disks) {
            disk.close();
        }
        if (System.getenv("COFFER_KEEP") == null) {
            deleteTree(home);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
