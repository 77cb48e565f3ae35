package dev.coffer.engine.mysql;

import dev.coffer.engine.Trial.Login;
import dev.coffer.engine.server.SqlTrial;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/** How a tenant of the family's servers is tried. A certificate is not checked: it is signed by this Coffer's own authority. */
final class MysqlDialect implements SqlTrial.Dialect {
    /** ER_OPTION_PREVENTS_STATEMENT: running with --read-only. */
    private static final int READ_ONLY = 1290;

    private static final String NO_TABLE = "42S02";

    private final String sslMode;

    /** @param sslMode of the driver */
    MysqlDialect(String sslMode) {
        this.sslMode = sslMode;
    }

    @Override
    public Driver driver() {
        return new org.mariadb.jdbc.Driver();
    }

    @Override
    public String url(Login login) {
        return "jdbc:mariadb://%s:%d/%s".formatted(login.address(), MariadbEngine.PORT, login.database());
    }

    @Override
    public Properties limits(String milliseconds) {
        Properties limits = new Properties();
        limits.setProperty("sslMode", sslMode);
        limits.setProperty("connectTimeout", milliseconds);
        limits.setProperty("socketTimeout", milliseconds);
        return limits;
    }

    @Override
    public boolean isReadOnly(SQLException e) {
        return e.getErrorCode() == READ_ONLY;
    }

    @Override
    public boolean isNoTable(SQLException e) {
        return NO_TABLE.equals(e.getSQLState());
    }
}
