package dev.coffer.engine.mysql;

import java.util.List;

/** The replicas' account on MariaDB. */
final class MariadbReplicationAccount implements ReplicationAccount.Words {
    /** Limits that a tenant sets for all accounts do not hold for one that has its own. */
    private static final String OWN_LIMITS = " WITH MAX_USER_CONNECTIONS 1000 MAX_STATEMENT_TIME 31536000";

    @Override
    public boolean isRight(Session session, String password) {
        return session.exists(
                "SELECT 1 FROM mysql.global_priv JOIN mysql.user USING (User, Host) WHERE User = ? AND Host = '%'"
                        + " AND JSON_VALUE(Priv, '$.plugin') = 'mysql_native_password'"
                        + " AND JSON_VALUE(Priv, '$.authentication_string') = ?"
                        + " AND JSON_VALUE(Priv, '$.auth_or') IS NULL"
                        + " AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) <> 1 AND Repl_slave_priv = 'Y'"
                        + " AND max_user_connections = 1000 AND ssl_type = ''",
                Names.REPLICATION, NativePassword.hash(password));
    }

    @Override
    public List<String> make(String account, String password) {
        return List.of(
                "CREATE OR REPLACE USER " + account + new MariadbAccountWords().identified(password) + OWN_LIMITS,
                "GRANT REPLICATION SLAVE ON *.* TO " + account);
    }
}
