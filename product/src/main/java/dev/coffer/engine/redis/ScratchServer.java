package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.LogTail;
import dev.coffer.image.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server of an image without data and network, to be asked what it knows and takes. */
final class ScratchServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(10);

    private final Process process;
    private final Path socket;
    private final Path output;

    private ScratchServer(Process process, Path socket, Path output) {
        this.process = process;
        this.socket = socket;
        this.output = output;
    }

    /**
     * @param directory for its files, which the sandbox shows
     * @param values it is to be started with
     */
    static ScratchServer start(Family family, Sandbox sandbox, Path directory, Map<String, String> values)
            throws IOException, InterruptedException {
        Path socket = directory.resolve("s");
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(family.server(), "--port", "0", "--save", ""));
        command.addAll(List.of("--dir", directory.toString(), "--unixsocket", socket.toString()));
        values.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        ProcessBuilder builder = sandbox.tool(command);
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).redirectInput(new File("/dev/null"));
        ScratchServer server = new ScratchServer(Sandbox.start(builder), socket, output);
        try {
            server.awaitAnswer();
            return server;
        } catch (EngineFailure | InterruptedException failure) {
            server.close();
            throw failure;
        }
    }

    /** In a directory of the node's that is thrown away afterwards. */
    static ScratchServer beside(Family family, RedisPlaces places, Map<String, String> values)
            throws IOException, InterruptedException {
        Path directory = places.temporary().resolve("scratch");
        Disk.deleteTree(directory);
        Disk.directory(places.node().data());
        Disk.directory(places.temporary());
        return start(family, places.node().sandbox(), Disk.directory(directory), values);
    }

    private void awaitAnswer() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            try (Session session = session()) {
                session.ask("PING");
                return;
            } catch (EngineFailure notYet) {
                if (!alive || System.nanoTime() > deadline) {
                    throw new EngineFailure(
                            Kind.BROKEN, "The server of the image does not start. " + complaint(), notYet);
                }
            }
            Thread.sleep(GLANCE);
        }
    }

    private String complaint() {
        return LogTail.lines(output, 0).stream()
                .map(Complaints::of)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    Session session() {
        return Session.anonymous(socket, PATIENCE);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
