package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL by its own programs. */
final class BarePostgresql extends BareSql {
    private static final String PROGRAMS = "/usr/lib/postgresql/18/bin/";

    BarePostgresql() {
        super("jdbc:postgresql://%s:%d/%s", 5432, "postgres", "BYTEA");
    }

    @Override
    public String programs() {
        return "initdb and postgres";
    }

    @Override
    public List<List<String>> initialise(Path home) {
        return List.of(List.of(
                PROGRAMS + "initdb",
                "--username=" + ROOT,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--pgdata=" + home.resolve("data")));
    }

    @Override
    public List<String> serve(Path home, int port) {
        return List.of(
                PROGRAMS + "postgres",
                "-D",
                home.resolve("data").toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=" + home,
                "-p",
                Integer.toString(port));
    }

    @Override
    public String copier() {
        return "pg_basebackup";
    }

    @Override
    public double copy(Bare from) throws IOException, InterruptedException {
        Path target = from.home().resolve("copy");
        long begin = System.nanoTime();
        from.run(List.of(
                PROGRAMS + "pg_basebackup",
                "--pgdata=" + target,
                "--checkpoint=fast",
                "--host=127.0.0.1",
                "--port=" + from.port(),
                "--username=" + ROOT));
        double seconds = Clock.secondsSince(begin);
        Coffer.deleteTree(target);
        return seconds;
    }
}
