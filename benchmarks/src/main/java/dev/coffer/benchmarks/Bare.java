package dev.coffer.benchmarks;

import dev.coffer.image.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An engine as its own programs make and start it, with nobody in between: the same binaries in the same sandbox. */
final class Bare implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(10);
    /** An account that owns nothing on this machine; some engines refuse to run as root. */
    private static final int NOBODYS = 63_118;

    private final Path image;
    private final Sandbox sandbox;
    private final Path home;
    private @Nullable Process server;
    private int port;

    private Bare(Path image, Sandbox sandbox, Path home) {
        this.image = image;
        this.sandbox = sandbox;
        this.home = home;
    }

    /** What an engine's programs are called with. */
    interface Words {
        /** The programs that make its data, as people know them. */
        String programs();

        List<List<String>> initialise(Path home);

        List<String> serve(Path home, int port);

        /** Whether somebody is served at that port of 127.0.0.1. */
        boolean answers(int port);

        /** Puts {@link Seeding#MEBIBYTES} into the server at that port of 127.0.0.1. */
        void fill(int port) throws IOException;

        /** Puts as much into an instance of Coffer. */
        void fill(Datastore.Tenant tenant) throws IOException;

        /** Whether all of that has arrived at an instance. */
        boolean isFilled(Datastore.Tenant tenant) throws IOException;

        /** Whether the engine sends a replica its data itself, when it follows already, and Coffer's copy has none of them. */
        default boolean sendsAfterwards() {
            return false;
        }

        /** What copies a server's data, as people know it. */
        String copier();

        /** Seconds until all data of the server are in another place, whole and safe, with the means by which a replica is made by hand. */
        double copy(Bare from) throws IOException, InterruptedException;
    }

    static Bare prepare(Path image) throws IOException {
        Path home = Files.createTempDirectory(Coffer.HOMES, Coffer.PREFIX + "bare-");
        Sandbox sandbox = new Sandbox(image, home, List.of());
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            Files.setAttribute(home, "unix:uid", NOBODYS);
            sandbox = sandbox.as(NOBODYS, NOBODYS);
        }
        return new Bare(image, sandbox, home);
    }

    /** One that shares nothing with this but the programs. */
    Bare another() throws IOException {
        return prepare(image);
    }

    Path home() {
        return home;
    }

    int port() {
        return port;
    }

    /** Seconds until somebody is served. */
    double start(Words words) throws IOException, InterruptedException {
        port = Coffer.freePort();
        long begin = System.nanoTime();
        for (List<String> command : words.initialise(home)) {
            run(command);
        }
        Process started = begin(words.serve(home, port));
        server = started;
        while (!words.answers(port)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos() || !started.isAlive()) {
                throw new NotMeasured("The bare server did not start:%n%s".formatted(said()));
            }
            Thread.sleep(LOOK);
        }
        return Clock.secondsSince(begin);
    }

    void run(List<String> command) throws IOException, InterruptedException {
        Process process = begin(command);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new NotMeasured("%s failed:%n%s".formatted(command.getFirst(), said()));
        }
    }

    private Process begin(List<String> command) throws IOException {
        ProcessBuilder builder = sandbox.tool(new ArrayList<>(command));
        builder.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        return Sandbox.start(builder);
    }

    private Path log() {
        return home.resolve("log");
    }

    private String said() {
        return Coffer.tail(log());
    }

    @Override
    public void close() {
        Process running = server;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
        if (Files.exists(home)) {
            Coffer.deleteTree(home);
        }
    }
}
