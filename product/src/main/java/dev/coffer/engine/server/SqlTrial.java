package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Trial;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** A trial by rows of a table, for engines that speak SQL. */
public final class SqlTrial implements Trial {
    private static final String LIMIT_MILLISECONDS = "30000";

    private final Dialect dialect;
    private final Client client;

    public SqlTrial(Dialect dialect, Client client) {
        this.dialect = dialect;
        this.client = client;
    }

    /** What differs. */
    public interface Dialect {
        Driver driver();

        /** With the database. */
        String url(Login login);

        /** Longest waits for a connection and for an answer. */
        Properties limits(String milliseconds);

        boolean isReadOnly(SQLException e);

        boolean isNoTable(SQLException e);
    }

    /** The engine's command line client. */
    public interface Client {
        String credentialsSuffix();

        Prompt prompt(Login login, Path credentials);
    }

    @Override
    public Visit visit(Login login) {
        Properties properties = dialect.limits(LIMIT_MILLISECONDS);
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        return tried(() -> new SqlVisit(dialect.driver().connect(dialect.url(login), properties)));
    }

    @FunctionalInterface
    private interface Work<T> {
        T done() throws SQLException;
    }

    private static <T> T tried(Work<T> work) {
        try {
            return work.done();
        } catch (SQLException e) {
            throw new EngineFailure(Kind.PASSING, String.valueOf(e.getMessage()), e);
        }
    }

    private final class SqlVisit implements Visit {
        private final Connection connection;

        SqlVisit(Connection connection) {
            this.connection = connection;
        }

        private int run(String sql) {
            return tried(() -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate(sql);
                }
            });
        }

        @Override
        public void prepare() {
            int _ = run("create table if not exists quickstart (mark bigint primary key)");
            int _ = run("delete from quickstart");
        }

        @Override
        public void write(long mark) {
            int _ = run("insert into quickstart values (" + mark + ")");
        }

        @Override
        public Set<Long> read() {
            return tried(() -> {
                Set<Long> marks = new TreeSet<>();
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("select mark from quickstart")) {
                    while (rows.next()) {
                        marks.add(rows.getLong(1));
                    }
                } catch (SQLException e) {
                    if (!dialect.isNoTable(e)) {
                        throw e;
                    }
                }
                return marks;
            });
        }

        @Override
        public boolean isOpen() {
            return tried(() -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("delete from quickstart where mark < 0");
                    return true;
                } catch (SQLException e) {
                    if (dialect.isReadOnly(e)) {
                        return false;
                    }
                    throw e;
                }
            });
        }

        @Override
        public void close() {
            tried(() -> {
                connection.close();
                return true;
            });
        }
    }

    @Override
    public String credentialsSuffix() {
        return client.credentialsSuffix();
    }

    @Override
    public Prompt prompt(Login login, Path credentials) {
        return client.prompt(login, credentials);
    }
}
