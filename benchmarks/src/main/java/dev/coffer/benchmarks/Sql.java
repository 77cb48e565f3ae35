package dev.coffer.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** What the benchmarks ask of servers that speak SQL. */
final class Sql {
    private static final int MEBIBYTE = 1 << 20;
    /** Rows that come over the network; the others are copies of them, made where they are. */
    private static final int FIRST = 64;

    private Sql() {}

    static boolean admits(String url, String user, String password) {
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    static void run(String url, String user, String password, String sql) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new NotMeasured("The server refused a statement: " + e.getMessage(), e);
        }
    }

    /** Whether what {@link #fill} made is all there. */
    static boolean isFilled(String url, String user, String password) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM bulk")) {
            return count.next() && count.getInt(1) == Seeding.MEBIBYTES - FIRST;
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Rows of one MiB that nobody can compress, as many as {@link Seeding} wants. */
    static void fill(String url, String user, String password, String type) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE first_rows (data %s)".formatted(type));
            statement.execute("CREATE TABLE bulk (data %s)".formatted(type));
            byte[] row = new byte[MEBIBYTE];
            Random random = new Random(1);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO first_rows VALUES (?)")) {
                for (int i = 0; i < FIRST; i++) {
                    random.nextBytes(row);
                    insert.setBytes(1, row);
                    insert.executeUpdate();
                }
            }
            for (int i = FIRST; i < Seeding.MEBIBYTES; i += FIRST) {
                statement.execute("INSERT INTO bulk SELECT data FROM first_rows");
            }
        } catch (SQLException e) {
            throw new NotMeasured("The server could not be filled: " + e.getMessage(), e);
        }
    }
}
