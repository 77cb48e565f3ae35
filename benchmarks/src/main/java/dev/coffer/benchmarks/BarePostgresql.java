package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL by its own programs. */
final class BarePostgresql implements Bare.Words {
    private static final String PROGRAMS = "/usr/lib/postgresql/18/bin/";
    private static final String ROOT = "root";

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
    public boolean answers(int port) {
        return Sql.admits(url("127.0.0.1", port, "postgres"), ROOT, "");
    }

    private static String url(String address, int port, String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(address, port, database);
    }

    @Override
    public void fill(int port) {
        Sql.fill(url("127.0.0.1", port, "postgres"), ROOT, "", "BYTEA");
    }

    @Override
    public void fill(Datastore.Tenant tenant) {
        Sql.fill(url(tenant), tenant.user(), tenant.password(), "BYTEA");
    }

    @Override
    public boolean isFilled(Datastore.Tenant tenant) {
        return Sql.isFilled(url(tenant), tenant.user(), tenant.password());
    }

    private static String url(Datastore.Tenant tenant) {
        return url(tenant.address(), 5432, tenant.database());
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
