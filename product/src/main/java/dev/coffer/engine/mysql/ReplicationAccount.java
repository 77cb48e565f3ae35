package dev.coffer.engine.mysql;

import java.io.IOException;
import java.util.List;

/** The account by which replicas log in on their primary; all members of a set have its password. */
record ReplicationAccount(Words words) {
    private static final String ACCOUNT = Sql.account(Names.REPLICATION, "%");

    /** What differs between the servers. */
    interface Words {
        /** Whether it is there and as it is made. */
        boolean isRight(Session session, String password);

        /** Make it, or make it right. */
        List<String> make(String account, String password);
    }

    /** On a primary; replicas get it from there. */
    void ensure(Session session, String password) {
        if (!words.isRight(session, password)) {
            words.make(ACCOUNT, password).forEach(session::run);
        }
    }

    /** The same, for one that has, or had, replicas. */
    void tend(Session session, Seeds seeds) throws IOException {
        if (seeds.hasReplicationPassword()) {
            ensure(session, seeds.replicationPassword());
        }
    }
}
