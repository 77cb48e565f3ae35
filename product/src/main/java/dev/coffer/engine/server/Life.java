package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.image.Sandbox;
import dev.coffer.image.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The life of a server's process: made to run or taken over, asked until it answers, stopped. One that does not start as a tenant has
 * set it starts as it did last.
 */
public final class Life {
    /** Crash recovery of a large server takes its time. */
    private static final Duration START = Duration.ofMinutes(20);
    /** A server that needs longer to answer has a lot to recover, or waits for something. */
    private static final Duration PROMPT = Duration.ofSeconds(10);

    private static final Duration STOP = Duration.ofMinutes(2);
    private static final Duration KILL = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration PROBE = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(Life.class.getName());

    private final Places places;
    private final DataDirectory data;
    private final DataVersion version;
    private final Overrides overrides;
    private final Program program;
    private volatile boolean starting;

    public Life(Places places, DataDirectory data, DataVersion version, Overrides overrides, Program program) {
        this.places = places;
        this.data = data;
        this.version = version;
        this.overrides = overrides;
        this.program = program;
    }

    /** What differs from engine to engine. */
    public interface Program {
        /** Standard port of its clients. */
        int port();

        /**
         * Writes all the configuration that a start needs; the directories are there.
         *
         * @param values what a tenant has set
         */
        void configure(Map<String, String> values) throws IOException, InterruptedException;

        /** The server, to be run in the foreground; one that starts is closed for writing and follows nobody, as far as it can. */
        List<String> command();

        /** Returns when the server answers queries; {@code PASSING} while it does not yet, any other failure ends the start. */
        void ask(Duration patience);

        /** Makes a server that was started or adopted what it is meant to be. */
        void open() throws IOException, InterruptedException;

        /** What a line of its log complains of; empty when it does not. */
        Optional<String> complaint(String line);

        /** Asks the process to end in order, soon, whoever is connected. */
        default void end(ServerProcess process) throws IOException, InterruptedException {
            process.terminate();
        }
    }

    /** Starts the server, or adopts it when it runs, and makes it what it is meant to be. */
    public void start() throws IOException, InterruptedException {
        startClosed();
        program.open();
    }

    /** Returns when it answers; it is not yet what it is meant to be. */
    public void startClosed() throws IOException, InterruptedException {
        data.require();
        starting = true;
        try {
            spawn();
        } finally {
            starting = false;
        }
    }

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
        overrides.fallBack(good, fallback(wanted, good, failure));
    }

    private static String fallback(Map<String, String> wanted, Map<String, String> good, EngineFailure failure) {
        return "The database server did not start with its configuration group (%s), and started %s. %s Change the group or detach it."
                .formatted(
                        described(wanted),
                        good.isEmpty() ? "without one" : "with the one before (" + described(good) + ")",
                        failure.getMessage());
    }

    private static String described(Map<String, String> values) {
        String text = values.entrySet().stream()
                .map(value -> value.getKey() + " = " + value.getValue())
                .collect(Collectors.joining(", "));
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }

    private void spawn(Map<String, String> values) throws IOException, InterruptedException {
        data.prepareHome();
        program.configure(values);
        version.claim();
        if (process().isEmpty()) {
            data.tidy();
        }
        long logged = LogTail.end(places.errorLog());
        ServerProcess process;
        try {
            process = places.node().sandbox().spawn(program.command(), places.errorLog(), places.processFile());
        } catch (IOException e) {
            if (complains(logged)) {
                throw failure(logged);
            }
            throw e;
        }
        awaitAnswer(process, logged);
    }

    private void awaitAnswer(ServerProcess process, long logged) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        EngineFailure last = null;
        boolean told = false;
        while (System.nanoTime() < deadline) {
            boolean alive = process.isAlive();
            try {
                program.ask(PROBE);
                return;
            } catch (EngineFailure notYet) {
                last = notYet;
                if (notYet.kind() != Kind.PASSING) {
                    throw notYet;
                }
            }
            if (!alive) {
                throw failure(logged);
            }
            boolean late = System.nanoTime() > deadline - START.toNanos() + PROMPT.toNanos();
            if (late && !told) {
                LOG.log(System.Logger.Level.WARNING, "The engine runs but does not answer yet: {0}", last.getMessage());
                told = true;
            }
            if (late && LogTail.isFull(places.node(), places.errorLog(), logged)) {
                throw LogTail.full(); // it waits for room, and goes on by itself when there is some
            }
            Thread.sleep(GLANCE);
        }
        throw new EngineFailure(
                Kind.PASSING, "The database server runs but does not answer after %s.".formatted(START), last);
    }

    /** Whether it complains of something. Some servers write their log by a process of its own, which ends a moment later. */
    private boolean complains(long since) throws InterruptedException {
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        while (LogTail.complaint(places.errorLog(), since, program::complaint).isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(GLANCE);
        }
        return true;
    }

    /** Why a server that was started has ended. */
    private EngineFailure failure(long since) throws InterruptedException {
        boolean _ = complains(since);
        return LogTail.startFailure(places.node(), program.port(), places.errorLog(), since, program::complaint);
    }

    public void stop() throws IOException, InterruptedException {
        Optional<ServerProcess> running = process();
        if (running.isPresent()) {
            ServerProcess process = running.get();
            program.end(process);
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

    public boolean isRunning() {
        return process().isPresent();
    }

    /** What it says meanwhile must stay where its starter looks for it. */
    boolean isStarting() {
        return starting;
    }

    public Optional<ServerProcess> process() {
        return Sandbox.adopt(places.processFile());
    }

    /** What can be seen without asking the server. */
    public HealthProbe.Outside outside() {
        return new HealthProbe.Outside(data.exists(), Files.exists(places.processFile()), starting, this::isRunning);
    }
}
