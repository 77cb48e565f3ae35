package dev.coffer.engine.postgresql;

import dev.coffer.engine.Trial.Login;
import dev.coffer.engine.server.SqlTrial;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** How PostgreSQL is used by a tenant. */
final class PostgresqlDialect implements SqlTrial.Dialect {
    private static final String READ_ONLY = "25006";
    private static final String NO_TABLE = "42P01";

    @Override
    public Driver driver() {
        try {
            return DriverManager.getDriver("jdbc:postgresql:");
        } catch (SQLException e) {
            throw new IllegalStateException("The driver of PostgreSQL is not there.", e);
        }
    }

    @Override
    public String url(Login login) {
        return Session.url(login.address(), PostgresqlEngine.PORT, login.database());
    }

    @Override
    public Properties limits(String milliseconds) {
        String seconds = Long.toString(Math.max(1, Long.parseLong(milliseconds) / 1_000));
        Properties limits = new Properties();
        limits.setProperty("connectTimeout", seconds);
        limits.setProperty("socketTimeout", seconds);
        return limits;
    }

    @Override
    public boolean isReadOnly(SQLException e) {
        return READ_ONLY.equals(e.getSQLState());
    }

    @Override
    public boolean isNoTable(SQLException e) {
        return NO_TABLE.equals(e.getSQLState());
    }
}
