package dev.coffer.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * PostgreSQL or MariaDB, used by several control planes at a time. Writers see what is committed at each statement (what must not
 * change between two statements is locked), readers one snapshot.
 */
final class ServerDatabase implements Database {
    private static final int CONNECTIONS = 8;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Kind kind;
    private final HikariDataSource writers;
    private final HikariDataSource readers;

    ServerDatabase(Kind kind, String url, String user, String password) {
        this.kind = kind;
        writers = new HikariDataSource(pool(kind, url, user, password, false));
        try {
            readers = new HikariDataSource(pool(kind, url, user, password, true));
        } catch (RuntimeException e) {
            writers.close();
            throw e;
        }
    }

    private static HikariConfig pool(Kind kind, String url, String user, String password, boolean readOnly) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setPoolName(readOnly ? "store-readers" : "store-writers");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setReadOnly(readOnly);
        config.setTransactionIsolation(readOnly ? "TRANSACTION_REPEATABLE_READ" : "TRANSACTION_READ_COMMITTED");
        config.setConnectionTimeout(CONNECT.toMillis());
        switch (kind) {
            case POSTGRESQL -> {
                config.addDataSourceProperty("ApplicationName", "coffer");
                config.addDataSourceProperty("socketTimeout", ANSWER.toSeconds());
                config.addDataSourceProperty("tcpKeepAlive", "true");
                // Its details quote the row, which may hold a password.
                config.addDataSourceProperty("logServerErrorDetail", "false");
            }
            case MARIADB -> {
                config.addDataSourceProperty("socketTimeout", ANSWER.toMillis());
                config.addDataSourceProperty(
                        "sessionVariables",
                        "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',innodb_lock_wait_timeout=20");
                if (readOnly) {
                    // The driver keeps the pool's word for it to itself.
                    config.setConnectionInitSql("set session transaction read only");
                }
            }
            case SQLITE -> throw new IllegalArgumentException("SQLite is no server");
        }
        return config;
    }

    @Override
    public SQLDialect dialect() {
        return kind.dialect();
    }

    @Override
    public <T> T read(Function<DSLContext, T> work) {
        return transaction(readers, work);
    }

    @Override
    public <T> T write(Function<DSLContext, T> work) {
        return transaction(writers, work);
    }

    private <T> T transaction(HikariDataSource pool, Function<DSLContext, T> work) {
        try (Connection connection = pool.getConnection()) {
            boolean committed = false;
            try {
                T result = work.apply(DSL.using(connection, dialect(), SETTINGS));
                connection.commit();
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack(pool, connection);
                }
            }
        } catch (SQLException e) {
            throw new DataAccessException("Transaction failed", e);
        }
    }

    private static void rollBack(HikariDataSource pool, Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            pool.evictConnection(connection);
        }
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
