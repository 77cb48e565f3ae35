package dev.coffer.engine.mysql;

import java.util.List;
import java.util.Optional;

/** Accounts of MariaDB. */
final class MariadbAccountWords implements AccountWords {
    /**
     * What root does not get: rights with which it could write to a closed server, write past the binary log, stop replication, take the
     * agent's way in or reach the server's files. With them no promise about acknowledged writes could be kept.
     */
    private static final String WITHHELD = "READ_ONLY ADMIN, SUPER, SHUTDOWN, FILE, BINLOG ADMIN, BINLOG REPLAY,"
            + " REPLICATION SLAVE ADMIN, REPLICATION MASTER ADMIN, CONNECTION ADMIN, FEDERATED ADMIN, SET USER";

    @Override
    public String users() {
        return "SELECT User, Host FROM mysql.global_priv WHERE JSON_VALUE(Priv, '$.is_role') IS NULL ORDER BY User, Host";
    }

    @Override
    public String user() {
        return "SELECT User FROM mysql.global_priv WHERE User = ? AND Host = ?";
    }

    @Override
    public String openRoot() {
        return "SELECT 1 FROM mysql.global_priv WHERE User = 'root' AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) <> 1";
    }

    @Override
    public String identified(String password) {
        return stored(NativePassword.hash(password));
    }

    private static String stored(String hash) {
        return " IDENTIFIED VIA mysql_native_password USING " + Sql.text(hash);
    }

    @Override
    public Optional<String> identifiedAsBefore(Session session, String name, String host) {
        String hash = session.text(
                "SELECT JSON_VALUE(Priv, '$.authentication_string') FROM mysql.global_priv WHERE User = ? AND Host = ?"
                        + " AND JSON_VALUE(Priv, '$.plugin') = 'mysql_native_password'",
                name,
                host);
        return hash.isEmpty() ? Optional.empty() : Optional.of(stored(hash));
    }

    @Override
    public String granted(String database) {
        return Sql.pattern(database);
    }

    @Override
    public String database(String granted) {
        return Sql.unpattern(granted);
    }

    @Override
    public List<String> root(String account, String password) {
        return List.of(
                "CREATE OR REPLACE USER " + account + identified(password) + " ACCOUNT LOCK",
                "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION",
                "REVOKE " + WITHHELD + " ON *.* FROM " + account,
                "ALTER USER " + account + " ACCOUNT UNLOCK");
    }
}
