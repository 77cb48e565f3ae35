package dev.coffer.engine.mysql;

import java.util.List;

/** The replicas' account on MySQL. */
final class MysqlReplicationAccount implements ReplicationAccount.Words {
    private static final int CONNECTIONS = 1_000;

    @Override
    public boolean isRight(Session session, String password) {
        String hash = session.text(
                "SELECT authentication_string FROM mysql.user WHERE User = ? AND Host = '%'"
                        + " AND plugin = 'caching_sha2_password' AND account_locked = 'N' AND password_expired = 'N'"
                        + " AND Repl_slave_priv = 'Y' AND max_user_connections = " + CONNECTIONS,
                Names.REPLICATION);
        return Sha2Password.matches(password, hash);
    }

    /** Nobody who is not {@code SYSTEM_USER} too can change it. */
    @Override
    public List<String> make(String account, String password) {
        return List.of(
                "DROP USER IF EXISTS " + account,
                "CREATE USER " + account + new MysqlAccountWords().identified(password) + " WITH MAX_USER_CONNECTIONS "
                        + CONNECTIONS + " PASSWORD EXPIRE NEVER",
                "GRANT REPLICATION SLAVE, SYSTEM_USER ON *.* TO " + account);
    }
}
