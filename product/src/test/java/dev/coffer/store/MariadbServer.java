package dev.coffer.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** MariaDB of the machine, without durability, and with defaults that suit the store badly. */
final class MariadbServer extends TestServer {
    MariadbServer() throws IOException, InterruptedException {
        super("mariadb");
    }

    private static String program(String name, String debianPackage) {
        return program(name, debianPackage, Stream.of("/usr/sbin", "/usr/bin").map(Path::of))
                .toString();
    }

    @Override
    void initialise() throws IOException, InterruptedException {
        // What makes the data directory runs a program of another package.
        program("my_print_defaults", "mariadb-client-core");
        run(List.of(
                program("mariadb-install-db", "mariadb-server-core"),
                "--no-defaults",
                "--datadir=" + directory.resolve("data"),
                "--auth-root-authentication-method=socket",
                "--skip-test-db",
                "--skip-name-resolve"));
        Files.writeString(directory.resolve("init.sql"), """
                create database coffer default character set latin1;
                create user coffer@'%%' identified by '%s';
                grant all on coffer.* to coffer@'%%';
                """.formatted(PASSWORD.replace("'", "''")));
    }

    @Override
    List<String> command() {
        return List.of(
                program("mariadbd", "mariadb-server-core"),
                "--no-defaults",
                "--datadir=" + directory.resolve("data"),
                "--bind-address=" + address,
                "--port=" + port,
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                "--tmpdir=" + directory,
                "--init-file=" + directory.resolve("init.sql"),
                "--skip-name-resolve",
                "--character-set-server=latin1",
                "--sql-mode=",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=48M",
                "--innodb-log-file-size=16M");
    }

    @Override
    public String url() {
        return "jdbc:mariadb://%s:%d/coffer".formatted(address, port);
    }
}
