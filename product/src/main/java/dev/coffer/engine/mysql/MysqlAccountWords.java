package dev.coffer.engine.mysql;

import java.util.List;
import java.util.Optional;

/**
 * Accounts of MySQL. Those of the agent and of replication have {@code SYSTEM_USER}, and nobody without it can change them, take their
 * roles or make programs that run as they do. Its servers have {@code partial_revokes}: {@code _} and {@code %} stand for themselves in
 * grants, and root cannot write to the tables in which the server keeps accounts.
 */
final class MysqlAccountWords implements AccountWords {
    /**
     * What root does not get: rights with which it could write to a closed server, write past the binary log or reset it, stop
     * replication, take the agent's way in or reach the server's files. With them no promise about acknowledged writes could be kept.
     */
    private static final String WITHHELD = "SUPER, SHUTDOWN, FILE, RELOAD, CREATE TABLESPACE, AUDIT_ADMIN,"
            + " AUTHENTICATION_POLICY_ADMIN, BACKUP_ADMIN, BINLOG_ADMIN, BINLOG_ENCRYPTION_ADMIN, CLONE_ADMIN,"
            + " CONNECTION_ADMIN, ENCRYPTION_KEY_ADMIN, GROUP_REPLICATION_ADMIN, GROUP_REPLICATION_STREAM,"
            + " INNODB_REDO_LOG_ARCHIVE, INNODB_REDO_LOG_ENABLE, PASSWORDLESS_USER_ADMIN, PERSIST_RO_VARIABLES_ADMIN,"
            + " REPLICATION_APPLIER, REPLICATION_SLAVE_ADMIN, RESOURCE_GROUP_ADMIN, RESOURCE_GROUP_USER,"
            + " SERVICE_CONNECTION_ADMIN, SESSION_VARIABLES_ADMIN, SYSTEM_USER, SYSTEM_VARIABLES_ADMIN,"
            + " TELEMETRY_LOG_ADMIN, TRANSACTION_GTID_TAG";

    private static final String READING_ONLY = "INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER,"
            + " LOCK TABLES, CREATE VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER";

    @Override
    public String users() {
        return "SELECT User, Host FROM mysql.user WHERE NOT (account_locked = 'Y' AND password_expired = 'Y'"
                + " AND authentication_string = '') ORDER BY User, Host";
    }

    @Override
    public String user() {
        return "SELECT User FROM mysql.user WHERE User = ? AND Host = ?";
    }

    @Override
    public String openRoot() {
        return "SELECT 1 FROM mysql.user WHERE User = 'root' AND account_locked = 'N'";
    }

    @Override
    public String identified(String password) {
        return stored(Sha2Password.hash(password));
    }

    private static String stored(String hash) {
        return " IDENTIFIED WITH caching_sha2_password AS " + Sql.text(hash);
    }

    /** In hexadecimal digits, since a hash that the server made holds any character. */
    @Override
    public Optional<String> identifiedAsBefore(Session session, String name, String host) {
        String hash = session.text(
                "SELECT HEX(authentication_string) FROM mysql.user WHERE User = ? AND Host = ?"
                        + " AND plugin = 'caching_sha2_password'",
                name,
                host);
        return hash.isEmpty() ? Optional.empty() : Optional.of(" IDENTIFIED WITH caching_sha2_password AS 0x" + hash);
    }

    @Override
    public String granted(String database) {
        return database;
    }

    @Override
    public String database(String granted) {
        return granted;
    }

    @Override
    public List<String> root(String account, String password) {
        return List.of(
                "DROP USER IF EXISTS " + account,
                "CREATE USER " + account + identified(password) + " ACCOUNT LOCK",
                "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION",
                "REVOKE IF EXISTS " + WITHHELD + " ON *.* FROM " + account,
                "REVOKE " + READING_ONLY + " ON mysql.* FROM " + account,
                "ALTER USER " + account + " ACCOUNT UNLOCK");
    }
}
