package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.Node;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.mariadb.jdbc.Driver;

/** A server of the family, used by JDBC over TCP. */
interface SqlFixture extends EngineFixture {
    @Override
    default Tenant login(Node node, Login login) throws SQLException {
        Connection connection = connect(node, login);
        return new Tenant() {
            @Override
            public void prepare() throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CREATE TABLE numbers (number BIGINT PRIMARY KEY)");
                }
            }

            @Override
            public void write(long number) throws SQLException {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO numbers VALUES (?)")) {
                    insert.setLong(1, number);
                    insert.executeUpdate();
                }
            }

            @Override
            public Set<Long> read() throws SQLException {
                Set<Long> numbers = new HashSet<>();
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT number FROM numbers")) {
                    while (rows.next()) {
                        numbers.add(rows.getLong(1));
                    }
                }
                return numbers;
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    static Connection connect(Node node, Login login) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", "30000");
        properties.setProperty("sslMode", "disable");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        Connection connection = new Driver().connect("jdbc:mariadb://%s:3306/".formatted(node.address()), properties);
        try {
            if (!login.database().isEmpty()) {
                connection.setCatalog(login.database());
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    default AutoCloseable block(Node node, Login login) throws SQLException {
        Connection writing = connect(node, login);
        writing.setAutoCommit(false);
        Connection locking = connect(node, login);
        Connection waiting = connect(node, login);
        try (Statement insert = writing.createStatement();
                Statement lock = locking.createStatement()) {
            insert.execute("INSERT INTO numbers VALUES (1)");
            lock.execute("CREATE TABLE locked (number BIGINT)");
            lock.execute("LOCK TABLES locked WRITE");
        }
        Thread thread = Thread.ofVirtual().start(() -> {
            try (Statement insert = waiting.createStatement()) {
                insert.execute("INSERT INTO locked VALUES (1)");
            } catch (SQLException cut) {
                return;
            }
        });
        return () -> {
            for (Connection connection : List.of(writing, locking, waiting)) {
                connection.close();
            }
            thread.join();
        };
    }

    @Override
    default List<String> impossibleNames() {
        return List.of("", "nul\0l", "x".repeat(65_536), " blank", "line\nbreak", "smile 😀");
    }
}
