package dev.coffer.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL of the machine, without durability. */
final class PostgresqlServer extends TestServer {
    private static final String PACKAGE = "postgresql";
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    PostgresqlServer() throws IOException, InterruptedException {
        super("postgresql");
    }

    private static Path program(String name) throws IOException {
        try (Stream<Path> versions = Files.isDirectory(VERSIONS) ? Files.list(VERSIONS) : Stream.empty()) {
            return program(
                    name,
                    PACKAGE,
                    versions.sorted(Comparator.comparing(Path::getFileName).reversed())
                            .map(version -> version.resolve("bin")));
        }
    }

    @Override
    void initialise() throws IOException, InterruptedException {
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        run(List.of(
                program("initdb").toString(),
                "--pgdata=" + directory.resolve("data"),
                "--username=coffer",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--no-instructions"));
    }

    @Override
    List<String> command() {
        try {
            return List.of(
                    program("postgres").toString(),
                    "-D",
                    directory.resolve("data").toString(),
                    "-h",
                    address,
                    "-p",
                    String.valueOf(port),
                    "-k",
                    "",
                    "-F",
                    "-c",
                    "full_page_writes=off",
                    "-c",
                    "synchronous_commit=off",
                    "-c",
                    "shared_buffers=32MB",
                    "-c",
                    "deadlock_timeout=50ms");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String url() {
        return "jdbc:postgresql://%s:%d/postgres".formatted(address, port);
    }
}
