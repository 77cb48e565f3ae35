package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Trial;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

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

    @FunctionalInterface
    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** A server that has just been set up may not know its user yet: then it is worth while to try again. */
    private <T> T work(Login login, Work<T> work) {
        Properties properties = dialect.limits(LIMIT_MILLISECONDS);
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        try (Connection connection = dialect.driver().connect(dialect.url(login), properties)) {
            return work.with(connection);
        } catch (SQLException e) {
            throw new EngineFailure(Kind.PASSING, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void write(Login login, String run, int count) {
        int _ = work(login, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "create table if not exists quickstart (run varchar(36) not null, number int not null,"
                                + " written timestamp(3) not null default current_timestamp(3), primary key (run, number))");
                connection.setAutoCommit(false);
                statement.execute("delete from quickstart");
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into quickstart (run, number) values (?, ?)")) {
                for (int number = 1; number <= count; number++) {
                    insert.setString(1, run);
                    insert.setInt(2, number);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
            return count;
        });
    }

    @Override
    public int count(Login login, String run) {
        return work(login, connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select count(distinct number) from quickstart where run = ?")) {
                query.setString(1, run);
                try (ResultSet result = query.executeQuery()) {
                    return result.next() ? result.getInt(1) : 0;
                }
            } catch (SQLException e) {
                if (dialect.isNoTable(e)) {
                    return 0; // it has not arrived yet
                }
                throw e;
            }
        });
    }

    @Override
    public boolean refusesWrites(Login login) {
        return work(login, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("delete from quickstart where number < 0");
                return false;
            } catch (SQLException e) {
                if (dialect.isReadOnly(e)) {
                    return true;
                }
                throw e;
            }
        });
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
