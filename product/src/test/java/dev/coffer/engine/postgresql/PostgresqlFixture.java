package dev.coffer.engine.postgresql;

import dev.coffer.engine.Engine;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.Node;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Images;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** PostgreSQL of one version, used by JDBC over TCP. */
record PostgresqlFixture(String version) implements EngineFixture {
    private static final PostgresqlEngine ENGINE = new PostgresqlEngine();

    @Override
    public Engine engine() {
        return ENGINE;
    }

    /** Images are fetched once per machine; a server that does not run as root must be able to read them. */
    @Override
    public Path image() {
        List<ImageRecipe> recipes =
                ENGINE.offers().stream().map(Engine.Offer::recipe).toList();
        return new Images(Images.userCache(), recipes).fetch("postgresql-" + version, System.err::println);
    }

    @Override
    public Tenant login(Node node, Login login) throws SQLException {
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
        return connect(node, login, "disable");
    }

    static Connection connect(Node node, Login login, String sslMode) throws SQLException {
        Properties properties = new Properties();
        String database = login.database().isEmpty() ? "postgres" : login.database();
        properties.setProperty("user", login.user().isEmpty() ? "nobody" : login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("sslmode", sslMode);
        properties.setProperty(
                "sslrootcert", new PostgresqlPlaces(node).authority().toString());
        return Session.connect(Session.url(node.address(), PostgresqlEngine.PORT, database), properties);
    }

    @Override
    public AutoCloseable block(Node node, Login login) throws SQLException {
        Connection writing = connect(node, login);
        writing.setAutoCommit(false);
        Connection locking = connect(node, login);
        locking.setAutoCommit(false);
        Connection waiting = connect(node, login);
        try (Statement insert = writing.createStatement();
                Statement lock = locking.createStatement()) {
            insert.execute("INSERT INTO numbers VALUES (1)");
            lock.execute("CREATE TABLE locked (number BIGINT)");
            locking.commit();
            lock.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
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
    public List<String> impossibleNames() {
        return List.of("", "nul\0l", "x".repeat(64), "ö".repeat(32), " blank", "line\nbreak");
    }

    @Override
    public List<String> longestNames() {
        return List.of("x".repeat(63), "ö".repeat(31), "_".repeat(63));
    }

    @Override
    public List<Login> forbidden() {
        return List.of(
                new Login("postgres", "", ""),
                new Login("postgres", "postgres", ""),
                new Login("", "", ""),
                new Login("os_admin", "", ""),
                new Login("os_admin", "os_admin", ""),
                new Login("coffer_replication", "", ""),
                new Login("pg_monitor", "", ""));
    }
}
