package dev.coffer.benchmarks;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Coffer in a temporary home, started with the launcher as a user would; nothing of it is left when it is closed. */
final class Coffer implements AutoCloseable {
    static final Path HOMES = Path.of("/var/tmp");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Duration KILLED = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(10);
    /** Of homes. No longer: with what is in a home the path of a socket comes near to what is possible. */
    static final String PREFIX = "coffer-fig-";

    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    /** None is given out twice. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final int port;
    private final int agentsPort;
    private @Nullable Process controlPlane;

    private Coffer(Path home, int port, int agentsPort) {
        this.home = home;
        this.port = port;
        this.agentsPort = agentsPort;
    }

    /** What a start took until the API answered. */
    record Start(Duration wall, double cpuSeconds) {}

    static Coffer prepare() throws IOException {
        Path home = Files.createTempDirectory(
                HOMES, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        int port = freePort();
        int agentsPort = freePort();
        Files.writeString(home.resolve("coffer.yaml"), """
                api: {listen: "127.0.0.1:%d"}
                agents: {listen: "127.0.0.1:%d"}
                compute: {network: "127.%d.0.0/16"}
                rates: {get: -1, post: -1, put: -1, delete: -1, mgmt-post: -1}
                """.formatted(
                        port, agentsPort, ThreadLocalRandom.current().nextInt(100, 250)));
        return new Coffer(home, port, agentsPort);
    }

    /** None of those that the kernel gives to clients. */
    static int freePort() throws IOException {
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

    /** Adds a line to its configuration, before it is started. */
    void configure(String line) throws IOException {
        Files.writeString(home.resolve("coffer.yaml"), line + "\n", StandardOpenOption.APPEND);
    }

    Path home() {
        return home;
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int agentsPort() {
        return agentsPort;
    }

    Start start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path log = home.resolve("server.log");
        Process started = new ProcessBuilder(
                        "/usr/bin/env",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "COFFER_HOME=" + home,
                        launcher(),
                        "server")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        controlPlane = started;
        while (!Api.isUp(api())) {
            if (!started.isAlive() || System.nanoTime() - begin > START.toNanos()) {
                throw new NotMeasured("The control plane did not start; the end of its log:%n%s".formatted(tail(log)));
            }
            Thread.sleep(LOOK);
        }
        return new Start(Duration.ofNanos(System.nanoTime() - begin), usage().cpuSeconds());
    }

    private static String launcher() {
        return Objects.requireNonNull(
                System.getProperty("coffer.launcher"), "the benchmarks are started with ./coffer bench");
    }

    /** Of the control plane. */
    Usage usage() {
        return new Usage(Objects.requireNonNull(controlPlane, "not started").pid());
    }

    void stop() throws InterruptedException {
        Process running = controlPlane;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new NotMeasured("The control plane did not stop within %s.".formatted(STOP));
            }
            controlPlane = null;
        }
    }

    /** Logs in as the administrator. */
    Api login() throws IOException, InterruptedException {
        return Api.login(
                api(),
                "admin",
                Files.readString(home.resolve("control/admin-secret")).strip(),
                "admin");
    }

    Path instance(String id) {
        return home.resolve("instances").resolve(id);
    }

    /** All processes that carry this home in their command line or environment. */
    private List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(this::isOurs).toList();
    }

    private boolean isOurs(ProcessHandle process) {
        return process.pid() != ProcessHandle.current().pid()
                && (names(process, "cmdline") || names(process, "environ"));
    }

    private boolean names(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1)
                    .contains(home.toString());
        } catch (IOException gone) {
            return false;
        }
    }

    static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    @Override
    public void close() {
        long until = System.nanoTime() + KILLED.toNanos();
        for (List<ProcessHandle> left = processes(); !left.isEmpty(); left = processes()) {
            if (System.nanoTime() > until) {
                throw new NotMeasured("Processes %s of %s cannot be ended; end them and remove it."
                        .formatted(left.stream().map(ProcessHandle::pid).toList(), home));
            }
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(process -> process.onExit()
                    .completeOnTimeout(process, 1, TimeUnit.SECONDS)
                    .join());
        }
        if (Files.exists(home)) {
            deleteTree(home);
        }
    }

    static void deleteTree(Path tree) {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new NotMeasured("%s could not be removed; remove it by hand.".formatted(tree), e);
        }
    }
}
