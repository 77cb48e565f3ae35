package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** MySQL by its own program. */
final class BareMysql implements Bare.Words {
    private static final String ROOT = "root";
    /** Of a server that would have to start itself again when it has received a clone, and cannot. */
    private static final int NO_RESTART = 3707;

    @Override
    public String programs() {
        return "mysqld --initialize and mysqld";
    }

    @Override
    public List<List<String>> initialise(Path home) {
        return List.of(List.of(
                "mysqld",
                "--no-defaults",
                "--initialize-insecure",
                "--secure-file-priv=NULL",
                "--datadir=" + home.resolve("data")));
    }

    @Override
    public List<String> serve(Path home, int port) {
        return List.of(
                "mysqld",
                "--no-defaults",
                "--socket=" + home.resolve("s"),
                "--bind-address=127.0.0.1",
                "--mysqlx=OFF",
                "--secure-file-priv=NULL",
                "--plugin-load-add=mysql_clone.so",
                "--pid-file=" + home.resolve("p"),
                "--datadir=" + home.resolve("data"),
                "--port=" + port);
    }

    @Override
    public boolean answers(int port) {
        return Sql.admits(url("127.0.0.1", port, ""), ROOT, "");
    }

    private static String url(String address, int port, String database) {
        return "jdbc:mariadb://%s:%d/%s?sslMode=trust".formatted(address, port, database);
    }

    @Override
    public void fill(int port) {
        Sql.fill(url("127.0.0.1", port, "mysql"), ROOT, "", "LONGBLOB");
    }

    @Override
    public void fill(Datastore.Tenant tenant) {
        Sql.fill(url(tenant), tenant.user(), tenant.password(), "LONGBLOB");
    }

    @Override
    public boolean isFilled(Datastore.Tenant tenant) {
        return Sql.isFilled(url(tenant), tenant.user(), tenant.password());
    }

    private static String url(Datastore.Tenant tenant) {
        return url(tenant.address(), 3306, tenant.database());
    }

    @Override
    public String copier() {
        return "CLONE INSTANCE";
    }

    /** From server to server, over the network. */
    @Override
    public double copy(Bare from) throws IOException, InterruptedException {
        try (Bare to = from.another()) {
            double _ = to.start(this);
            String url = url("127.0.0.1", to.port(), "");
            Sql.run(url, ROOT, "", "SET GLOBAL clone_valid_donor_list = '127.0.0.1:%d'".formatted(from.port()));
            long begin = System.nanoTime();
            try {
                Sql.run(
                        url,
                        ROOT,
                        "",
                        "CLONE INSTANCE FROM 'root'@'127.0.0.1':%d IDENTIFIED BY ''".formatted(from.port()));
            } catch (NotMeasured e) {
                if (!(e.getCause() instanceof SQLException failure) || failure.getErrorCode() != NO_RESTART) {
                    throw e;
                }
            }
            return Clock.secondsSince(begin);
        }
    }
}
