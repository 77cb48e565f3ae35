package dev.coffer.benchmarks;

import dev.coffer.image.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** MariaDB as its own programs make and start it, with nobody in between: the same binaries in the same sandbox. */
final class BareMariadb implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Sandbox sandbox;
    private final Path home;
    private @Nullable Process server;

    private BareMariadb(Sandbox sandbox, Path home) {
        this.sandbox = sandbox;
        this.home = home;
    }

    static BareMariadb prepare(Path image) throws IOException {
        Path home = Files.createTempDirectory(Coffer.HOMES, "coffer-bench-bare-");
        return new BareMariadb(new Sandbox(image, home, List.of()), home);
    }

    /** Seconds until somebody is logged in. */
    double start() throws IOException, InterruptedException {
        int port = Coffer.freePort();
        long begin = System.nanoTime();
        run("mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db");
        Process started = begin(
                "mariadbd",
                "--no-defaults",
                "--socket=" + home.resolve("mariadb.sock"),
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--port=" + port);
        server = started;
        while (!isOpen(port)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos() || !started.isAlive()) {
                throw new NotMeasured("The bare MariaDB did not start:%n%s".formatted(said()));
            }
            Thread.sleep(LOOK);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static boolean isOpen(int port) {
        try (Connection connection = Tenant.connect("127.0.0.1:%d/".formatted(port), "root", "")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = begin(command);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new NotMeasured("%s failed:%n%s".formatted(command[0], said()));
        }
    }

    private Process begin(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        words.add("--datadir=" + home.resolve("data"));
        words.add("--user=" + System.getProperty("user.name"));
        ProcessBuilder builder = sandbox.tool(words);
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
