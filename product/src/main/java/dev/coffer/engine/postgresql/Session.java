package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.server.SqlSession;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * The agent's login on its server, over the Unix socket: no other host or sandbox reaches that, and as a superuser the agent gets in also
 * when tenants use up all connections.
 */
final class Session extends SqlSession {
    static final String AGENT = "os_admin";
    /** No tenant can change anything in it. */
    static final String HOME = "postgres";

    private static final Duration CONNECT = Duration.ofSeconds(2);

    /**
     * What a tenant may set for all sessions does not change what the agent's do; and they are not logged, and never wait for a replica.
     */
    private static final List<String> UNTOUCHED = List.of(
            "log_statement=none",
            "log_duration=off",
            "log_min_duration_statement=-1",
            "log_min_duration_sample=-1",
            "log_min_error_statement=panic",
            "log_transaction_sample_rate=0",
            "log_disconnections=off",
            "synchronous_commit=local",
            "default_transaction_read_only=off",
            "default_transaction_isolation=read\\ committed",
            "default_transaction_deferrable=off",
            "statement_timeout=0",
            "idle_in_transaction_session_timeout=0",
            "idle_session_timeout=0",
            "lock_timeout=20s",
            "standard_conforming_strings=on",
            "bytea_output=hex",
            "client_min_messages=error",
            "row_security=off",
            "search_path=pg_catalog");

    private static final String OPTIONS = "-c " + String.join(" -c ", UNTOUCHED);

    private Session(Connection connection) {
        super(connection, Failures::of);
    }

    /**
     * Where to log in.
     *
     * @param version of the server
     */
    record Door(Path socket, String version, String password, String database) {
        /** A server refuses what it does not know. */
        String options() {
            return Integer.parseInt(version) < 17 ? OPTIONS : OPTIONS + " -c transaction_timeout=0";
        }

        @Override
        public String toString() {
            return database + " by " + socket;
        }
    }

    /** @param patience longest wait for one answer of the server */
    static Session open(Door door, Duration patience) {
        Properties properties = new Properties();
        properties.setProperty("user", AGENT);
        properties.setProperty("password", door.password());
        properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
        properties.setProperty("socketFactoryArg", door.socket().toString());
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("ApplicationName", "coffer");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("options", door.options());
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("connectTimeout", seconds(CONNECT.compareTo(patience) < 0 ? CONNECT : patience));
        properties.setProperty("loginTimeout", "0");
        properties.setProperty("socketTimeout", seconds(patience));
        Connection connection = null;
        try {
            connection = connect(url("localhost", PostgresqlEngine.PORT, door.database()), properties);
            Session session = new Session(connection);
            session.patience(patience);
            return session;
        } catch (SQLException e) {
            throw Failures.of(e);
        } catch (EngineFailure e) {
            close(connection);
            throw e;
        }
    }

    static Connection connect(String url, Properties properties) throws SQLException {
        return DriverManager.getConnection(url, properties);
    }

    static String url(String host, int port, String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, URLEncoder.encode(database, StandardCharsets.UTF_8));
    }

    /** At least one: none at all would mean for ever. */
    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }
}
