package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** MySQL by its own program. */
final class BareMysql extends BareSql {
    /** Of a server that would have to start itself again when it has received a clone, and cannot. */
    private static final int NO_RESTART = 3707;

    BareMysql() {
        super("jdbc:mariadb://%s:%d/%s?sslMode=trust", 3306, "mysql", "LONGBLOB");
    }

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
    public String copier() {
        return "CLONE INSTANCE";
    }

    /** From server to server, over the network. */
    @Override
    public double copy(Bare from) throws IOException, InterruptedException {
        try (Bare to = from.another()) {
            double _ = to.start(this);
            String url = url(to.port());
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
