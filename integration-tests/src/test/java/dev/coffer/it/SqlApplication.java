package dev.coffer.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/**
 * Numbers in a table.
 *
 * @param closed a query whose truth says that the server takes no writes
 */
record SqlApplication(Connection connection, String closed) implements Application {
    @Override
    public void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS numbered (id BIGINT PRIMARY KEY)");
        }
    }

    @Override
    public void insert(long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO numbered VALUES (?)")) {
            statement.setLong(1, number);
            statement.execute();
        }
    }

    @Override
    public Set<Long> read() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM numbered")) {
            Set<Long> numbers = new TreeSet<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }

    @Override
    public boolean isOpen() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(closed)) {
            return answer.next() && !answer.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
