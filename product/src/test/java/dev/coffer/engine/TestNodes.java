package dev.coffer.engine;

import dev.coffer.image.Sandbox;
import dev.coffer.image.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Nodes on loopback addresses of their own; their servers run without privileges also when the tests are root. */
public final class TestNodes implements AutoCloseable {
    /** An account that owns nothing on this machine. */
    private static final int NOBODYS = 63_117;

    private final EngineFixture fixture;
    private final List<Node> nodes = new ArrayList<>();

    public TestNodes(EngineFixture fixture) {
        this.fixture = fixture;
    }

    public Node make() {
        try {
            Path home = Files.createTempDirectory(Path.of("/tmp"), "coffer-");
            Path agent = Files.createDirectories(home.resolve("agent/secrets"));
            Sandbox sandbox = fixture.sandbox(home, home.resolve("agent"));
            if (isRoot()) {
                Files.setAttribute(home, "unix:uid", NOBODYS);
                Files.setAttribute(home, "unix:gid", NOBODYS);
                sandbox = sandbox.as(NOBODYS, NOBODYS);
            }
            String id = UUID.randomUUID().toString();
            Node node = new Node(id, fixture.version(), address(), home, agent, 512, 1, 1, sandbox);
            nodes.add(node);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same node with the binaries of another version. */
    public Node reimaged(Node node, EngineFixture other) throws IOException {
        return reimaged(
                node, other.version(), other.sandbox(node.home(), node.home().resolve("agent")));
    }

    public Node reimaged(Node node, String version, Sandbox sandbox) throws IOException {
        return new Node(
                node.instanceId(),
                version,
                node.address(),
                node.home(),
                node.secrets(),
                node.ram(),
                node.vcpus(),
                node.volumeSize(),
                isRoot() ? sandbox.as(NOBODYS, NOBODYS) : sandbox);
    }

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static String address() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "127.%d.%d.%d".formatted(random.nextInt(32, 250), random.nextInt(1, 255), random.nextInt(1, 255));
    }

    /** The server's process. */
    static ServerProcess process(Node node) {
        return Sandbox.adopt(node.run().resolve("engine.pid")).orElseThrow();
    }

    /** To the server's process and all it has started; of these some may end meanwhile. */
    static void signal(Node node, String signal) throws IOException, InterruptedException {
        ProcessHandle server = ProcessHandle.of(process(node).pid()).orElseThrow();
        if (!isTaken(signal, server)) {
            throw new IllegalStateException("The server, process %d, takes no signal.".formatted(server.pid()));
        }
        for (ProcessHandle descendant : server.descendants().toList()) {
            if (!isTaken(signal, descendant) && descendant.isAlive()) {
                throw new IllegalStateException("Process %d takes no signal.".formatted(descendant.pid()));
            }
        }
    }

    private static boolean isTaken(String signal, ProcessHandle process) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor()
                == 0;
    }

    /** As a crash does. */
    public static void kill(Node node) throws InterruptedException {
        ServerProcess process = process(node);
        process.kill();
        if (!process.awaitExit(Duration.ofSeconds(20))) {
            throw new IllegalStateException("The server does not die.");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Node node : nodes) {
            if (Sandbox.adopt(node.run().resolve("engine.pid")).isPresent()) {
                kill(node);
            }
            try (Stream<Path> files = Files.walk(node.home())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        nodes.clear();
    }
}
