package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A login of the agent's on a server that speaks SQL; an engine's own says how it comes to be. */
public abstract class SqlSession implements HealthProbe.Session {
    private static final Executor AT_ONCE = Runnable::run;

    private final Connection connection;
    private final Function<SQLException, EngineFailure> failures;

    /** @param failures what the server's errors mean */
    protected SqlSession(Connection connection, Function<SQLException, EngineFailure> failures) {
        this.connection = connection;
        this.failures = failures;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    public final void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failures.apply(e);
        }
    }

    /** All of it or nothing, on servers that can. */
    public final void transaction(Runnable statements) {
        try {
            connection.setAutoCommit(false);
            try {
                statements.run();
                connection.commit();
            } catch (RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failures.apply(e);
        }
    }

    public final <T> List<T> rows(Row<T> row, String sql, String... parameters) {
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
            throw failures.apply(e);
        }
    }

    public final <T> Optional<T> row(Row<T> row, String sql, String... parameters) {
        return rows(row, sql, parameters).stream().findFirst();
    }

    /** First column of the first row; empty text for SQL's null. */
    public final String text(String sql, String... parameters) {
        return row(results -> Optional.ofNullable(results.getString(1)).orElse(""), sql, parameters)
                .orElse("");
    }

    public final boolean exists(String sql, String... parameters) {
        return row(results -> true, sql, parameters).isPresent();
    }

    @Override
    public final void patience(Duration patience) {
        try {
            connection.setNetworkTimeout(AT_ONCE, Math.toIntExact(Math.max(1, patience.toMillis())));
        } catch (SQLException e) {
            throw failures.apply(e);
        }
    }

    @Override
    public final void close() {
        close(connection);
    }

    /** Also one that never became a session. */
    protected static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException gone) {
            // The server ended it first.
        }
    }
}
