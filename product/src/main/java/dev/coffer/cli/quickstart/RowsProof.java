package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes numbered rows over the MariaDB protocol and looks for every one of them on the replicas. */
public final class RowsProof implements Proof {
    private static final int ROWS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration CONNECT_PAUSE = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(20);

    @Override
    public String run(Databases databases, Consumer<String> progress) throws InterruptedException {
        String run = UUID.randomUUID().toString();
        try {
            progress.accept("writing %d rows on %s".formatted(ROWS, databases.primary()));
            write(databases, run);
            long written = System.nanoTime();
            for (String replica : databases.replicas()) {
                progress.accept("reading them on " + replica);
                awaitRows(databases, replica, run);
                refusesWrites(databases, replica);
            }
            long millis = (System.nanoTime() - written) / 1_000_000;
            return "%d rows written on the primary were read on %d replicas within %d ms; replicas refuse writes"
                    .formatted(ROWS, databases.replicas().size(), millis);
        } catch (SQLException e) {
            throw Failure.refused(
                    "The databases could not be used: %s".formatted(e.getMessage()),
                    "See how they are: coffer status; then run coffer quickstart again.");
        }
    }

    /** A server that has just been set up may not know its user yet; it is given a moment. */
    private static Connection connect(Databases databases, String host) throws SQLException, InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("user", databases.user());
        properties.setProperty("password", databases.password());
        properties.setProperty("connectTimeout", "10000");
        properties.setProperty("socketTimeout", "30000");
        String url = "jdbc:mariadb://%s:%d/%s".formatted(host, Quickstart.PORT, databases.database());
        long start = System.nanoTime();
        while (true) {
            try {
                return DriverManager.getConnection(url, properties);
            } catch (SQLException e) {
                if (System.nanoTime() - start > CONNECT_PATIENCE.toNanos()) {
                    throw e;
                }
                Thread.sleep(CONNECT_PAUSE);
            }
        }
    }

    /** Rows of earlier runs go, so that the table does not grow for ever. */
    private static void write(Databases databases, String run) throws SQLException, InterruptedException {
        try (Connection connection = connect(databases, databases.primary());
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists quickstart (run varchar(36) not null, number int not null,"
                    + " written timestamp(3) not null default current_timestamp(3), primary key (run, number))");
            connection.setAutoCommit(false);
            statement.execute("delete from quickstart");
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into quickstart (run, number) values (?, ?)")) {
                for (int number = 1; number <= ROWS; number++) {
                    insert.setString(1, run);
                    insert.setInt(2, number);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    private static void awaitRows(Databases databases, String replica, String run)
            throws SQLException, InterruptedException {
        long start = System.nanoTime();
        try (Connection connection = connect(databases, replica)) {
            int seen = count(connection, run);
            while (seen < ROWS) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw Failure.refused(
                            "Of %d rows written on the primary, the replica %s has %d after %d seconds."
                                    .formatted(ROWS, replica, seen, PATIENCE.toSeconds()),
                            "See how far behind it is: coffer instance list");
                }
                Thread.sleep(LOOK);
                seen = count(connection, run);
            }
        }
    }

    /** Rows of this run; the table may not have arrived yet. */
    private static int count(Connection connection, String run) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select count(distinct number) from quickstart where run = ?")) {
            query.setString(1, run);
            try (ResultSet result = query.executeQuery()) {
                return result.next() ? result.getInt(1) : 0;
            }
        } catch (SQLException e) {
            if ("42S02".equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    private static void refusesWrites(Databases databases, String replica) throws SQLException, InterruptedException {
        try (Connection connection = connect(databases, replica);
                Statement statement = connection.createStatement()) {
            statement.execute("delete from quickstart where number < 0");
        } catch (SQLException e) {
            if (isReadOnly(e)) {
                return;
            }
            throw e;
        }
        throw Failure.refused(
                "The replica %s takes writes, which its primary would never see.".formatted(replica),
                "Report this; do not write there.");
    }

    /** ER_OPTION_PREVENTS_STATEMENT: running with --read-only. */
    private static boolean isReadOnly(SQLException e) {
        return e.getErrorCode() == 1290;
    }
}
