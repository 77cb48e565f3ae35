package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.server.HealthProbe;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/**
 * The agent's login on its server, over the Unix socket: no other host or sandbox reaches that, and as an administrator the agent gets
 * in also when tenants use up all connections.
 *
 * <p>What it does reaches neither the general nor the slow query log.
 */
final class Session implements HealthProbe.Session {
    static final String AGENT = "os_admin";
    /** From here on its statements are not logged; this one still is. */
    static final String QUIET = "SET SESSION sql_log_off = 1, ";

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Executor AT_ONCE = Runnable::run;

    /** What a tenant may set for all sessions does not change what the agent's do. */
    private static final String UNTOUCHED = "SESSION lock_wait_timeout = 20, SESSION autocommit = 1,"
            + " SESSION sql_select_limit = 18446744073709551615, SESSION sql_big_selects = 1,"
            + " SESSION sql_safe_updates = 0, SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION,STRICT_ALL_TABLES";

    /** What differs between the servers. */
    enum Kind {
        MARIADB(
                "disable",
                "SESSION slow_query_log = 0, SESSION max_statement_time = 0, SESSION sql_if_exists = 0, " + UNTOUCHED
                        + ",NO_AUTO_CREATE_USER'"),
        /** Takes a password only through TLS, which the driver does not believe a Unix socket to do without. */
        MYSQL("trust", "SESSION long_query_time = 31536000, SESSION max_execution_time = 0, " + UNTOUCHED + "'");

        private final String sslMode;
        private final String beginning;

        Kind(String sslMode, String beginning) {
            this.sslMode = sslMode;
            this.beginning = QUIET + beginning;
        }
    }

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    /** @param patience longest wait for one answer of the server */
    static Session open(Kind kind, Path socket, String password, Duration patience) {
        Properties properties = new Properties();
        properties.setProperty("user", AGENT);
        properties.setProperty("password", password);
        properties.setProperty("localSocket", socket.toString());
        properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
        properties.setProperty("sslMode", kind.sslMode);
        properties.setProperty("connectTimeout", milliseconds(CONNECT.compareTo(patience) < 0 ? CONNECT : patience));
        properties.setProperty("socketTimeout", milliseconds(patience));
        Connection connection = null;
        try {
            connection = new Driver().connect("jdbc:mariadb://localhost/", properties);
            Session session = new Session(connection);
            session.run(kind.beginning);
            return session;
        } catch (SQLException e) {
            throw Failures.of(e);
        } catch (EngineFailure e) {
            close(connection);
            throw e;
        }
    }

    /** At least one: none at all would mean for ever. */
    private static String milliseconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toMillis()));
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    <T> List<T> rows(Row<T> row, String sql, String... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    rows.add(row.read(results));
                }
            }
            return List.copyOf(rows);
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    <T> Optional<T> row(Row<T> row, String sql, String... parameters) {
        return rows(row, sql, parameters).stream().findFirst();
    }

    /** First column of the first row; empty text for SQL's null. */
    String text(String sql, String... parameters) {
        return row(results -> Optional.ofNullable(results.getString(1)).orElse(""), sql, parameters)
                .orElse("");
    }

    boolean exists(String sql, String... parameters) {
        return row(results -> true, sql, parameters).isPresent();
    }

    @Override
    public void patience(Duration patience) {
        try {
            connection.setNetworkTimeout(AT_ONCE, Math.toIntExact(Math.max(1, patience.toMillis())));
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException gone) {
            // The server ended it first.
        }
    }
}
