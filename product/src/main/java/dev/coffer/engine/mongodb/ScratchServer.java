package dev.coffer.engine.mongodb;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.LogTail;
import dev.coffer.image.Sandbox;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * A server that lives for one piece of work and dies with its starter. Nobody gets in but who knows its key; it never trusts anybody for
 * where they come from.
 *
 * @param log for what it says
 * @param key in the file that its configuration names
 */
record ScratchServer(Sandbox sandbox, Path configuration, Path log, Endpoint endpoint, String key) {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration FREE = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofMinutes(1);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration ANSWER = Duration.ofMinutes(1);

    /** Uses the server, which answers. */
    @FunctionalInterface
    interface Work<T> {
        T with(Session session) throws IOException, InterruptedException;
    }

    /** Returns when it has ended in order. */
    <T> T run(Work<T> work) throws IOException, InterruptedException {
        awaitFree();
        ProcessBuilder builder = sandbox.tool(List.of(MongodbEngine.SERVER, "--config", configuration.toString()));
        Files.deleteIfExists(log);
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).redirectInput(new File("/dev/null"));
        Process process = Sandbox.start(builder);
        try {
            awaitAnswer(process);
            try (Session session = Session.open(endpoint, Login.system(key), ANSWER)) {
                T result = work.with(session);
                shutDown(session);
                conclude(process);
                return result;
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The server of an earlier attempt may be dying. */
    private void awaitFree() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FREE.toNanos();
        while (true) {
            try (ServerSocket trial = new ServerSocket()) {
                trial.bind(new InetSocketAddress(InetAddress.getByName(endpoint.address()), endpoint.port()));
                return;
            } catch (IOException taken) {
                if (System.nanoTime() > deadline) {
                    throw new EngineFailure(
                            Kind.PASSING,
                            "The database server cannot start: port %d of %s cannot be had. %s"
                                    .formatted(endpoint.port(), endpoint.address(), taken.getMessage()),
                            taken);
                }
            }
            Thread.sleep(GLANCE);
        }
    }

    private void awaitAnswer(Process process) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            try (Session session = Session.open(endpoint, null, ANSWER)) {
                session.hello();
                return;
            } catch (EngineFailure notYet) {
                if (!alive) {
                    throw new EngineFailure(Kind.BROKEN, "The database server ended. " + complaint(), notYet);
                }
                if (System.nanoTime() > deadline) {
                    throw new EngineFailure(
                            Kind.PASSING, "The database server does not answer after %s.".formatted(START), notYet);
                }
            }
            Thread.sleep(GLANCE);
        }
    }

    private String complaint() {
        return LogTail.lines(log, 0).stream()
                .flatMap(line -> Complaints.of(line).stream())
                .findFirst()
                .orElse("It did not say why.");
    }

    /** It ends before it answers. */
    private static void shutDown(Session session) {
        try {
            session.admin(new Document("shutdown", 1).append("force", true).append("timeoutSecs", 0));
        } catch (EngineFailure gone) {
            if (gone.kind() != Kind.PASSING) {
                throw gone;
            }
        }
    }

    private void conclude(Process process) throws InterruptedException {
        if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new EngineFailure(Kind.PASSING, "The database server does not end.");
        }
        if (process.exitValue() != 0) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The database server ended with exit code %d. %s".formatted(process.exitValue(), complaint()));
        }
    }
}
