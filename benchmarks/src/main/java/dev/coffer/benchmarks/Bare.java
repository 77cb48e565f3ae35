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

    private final Sandbox sandbox;
    private final Path home;
    private @Nullable Process server;

    private Bare(Sandbox sandbox, Path home) {
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
    }

    static Bare prepare(Path image) throws IOException {
        Path home = Files.createTempDirectory(Coffer.HOMES, "coffer-bench-bare-");
        Sandbox sandbox = new Sandbox(image, home, List.of());
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            Files.setAttribute(home, "unix:uid", NOBODYS);
            sandbox = sandbox.as(NOBODYS, NOBODYS);
        }
        return new Bare(sandbox, home);
    }

    /** Seconds until somebody is served. */
    double start(Words words) throws IOException, InterruptedException {
        int port = Coffer.freePort();
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
        return (System.nanoTime() - begin) / 1e9;
    }

    private void run(List<String> command) throws IOException, InterruptedException {
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
