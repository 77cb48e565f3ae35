package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A database server of its own, on a loopback address nobody else uses, in a directory that goes with it. */
abstract class TestServer implements TestDatabase {
    static final String PASSWORD = "a test's password";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    final Path directory;
    final String address;
    final int port;
    private final Process process;
    private final Thread hook;

    TestServer(String name) throws IOException, InterruptedException {
        directory = Files.createTempDirectory(
                "coffer-" + name, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ThreadLocalRandom random = ThreadLocalRandom.current();
        address = "127.%d.%d.%d".formatted(random.nextInt(100, 250), random.nextInt(250), random.nextInt(1, 250));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            port = socket.getLocalPort();
        }
        if (ROOT) {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        initialise();
        process = start(command(), "server");
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        awaitConnection();
    }

    /** Makes the data directory. */
    abstract void initialise() throws IOException, InterruptedException;

    abstract List<String> command();

    /**
     * The program at the first of these places that has it. Where checks are made for good it must be there; on a developer's machine
     * the test is left out.
     */
    static Path program(String name, String debianPackage, Stream<Path> places) {
        return places.map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String sentence = "%s is missing. Install it with: apt-get install --no-install-recommends %s"
                            .formatted(name, debianPackage);
                    if ("true".equals(System.getenv("CI"))) {
                        return Assertions.fail(sentence);
                    }
                    Assumptions.abort(sentence);
                    throw new AssertionError(sentence);
                });
    }

    /** Runs a preparation to its end. */
    final void run(List<String> command) throws IOException, InterruptedException {
        Process preparation = start(command, "prepare");
        boolean ended = preparation.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            preparation.destroyForcibly();
        }
        assertThat(ended && preparation.exitValue() == 0)
                .as(() -> command.getFirst() + " failed: " + log("prepare"))
                .isTrue();
    }

    /** The servers refuse to run as root. */
    private Process start(List<String> command, String log) throws IOException {
        List<String> words = new ArrayList<>();
        if (ROOT) {
            words.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(log).toFile()));
        builder.environment().put("HOME", directory.toString());
        return builder.start();
    }

    private Path logFile(String name) {
        return directory.resolve(name + ".log");
    }

    private String log(String name) {
        try {
            return Files.readString(logFile(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void awaitConnection() throws InterruptedException {
        Instant limit = Instant.now().plus(PATIENCE);
        while (true) {
            try (Connection connection = connect()) {
                assertThat(connection.isValid(1)).isTrue();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || Instant.now().isAfter(limit)) {
                    process.destroyForcibly();
                    throw new AssertionError("The server did not start: " + log("server"), e);
                }
                Thread.sleep(50);
            }
        }
    }

    @Override
    public final String password() {
        return PASSWORD;
    }

    @Override
    public final String user() {
        return "coffer";
    }

    @Override
    public final void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        Directories.remove(directory);
    }
}
