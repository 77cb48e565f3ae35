package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.server.SqlSession;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/**
 * The agent's login on its server, over the Unix socket: no other host or sandbox reaches that, and as an administrator the agent gets
 * in also when tenants use up all connections.
 *
 * <p>What it does reaches neither the general nor the slow query log.
 */
final class Session extends SqlSession {
    static final String AGENT = "os_admin";
    /** From here on its statements are not logged; this one still is. */
    static final String QUIET = "SET SESSION sql_log_off = 1, ";

    private static final Duration CONNECT = Duration.ofSeconds(2);

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

    private Session(Connection connection) {
        super(connection, Failures::of);
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
}
