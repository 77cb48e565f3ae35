package dev.coffer.engine.mysql;

import java.util.Optional;
import java.util.function.Predicate;

/** What differs between the servers where replication is concerned. */
interface ReplicationWords {
    Positions positions();

    ReplicationAccount.Words account();

    Closing closing();

    /** The global variable by which a primary waits for a replica. */
    String waiting();

    /** What a statement calls a replica, as in {@code STOP SLAVE}. */
    String replica();

    /** Empty when the server follows nobody. */
    Optional<ReplicaStatus> status(Session session);

    /** Statement by which a replica follows whom it was told to. */
    String start(String password);

    /** Statement that tells a server that does not follow just now whom to follow. */
    String changePrimary(Session session, String address, int port, String password);

    /** Whether the server has what that primary has not, and would follow it all the same. */
    boolean divergesUnnoticed(Session session, String address, int port, String password);

    /**
     * For a replica that was just told whom to follow: whether its status from now on shows that the primary has looked whether it has
     * what the replica needs, and does.
     */
    Predicate<ReplicaStatus> isServed(Session session);

    /** Whether its applying thread can be started without loss. */
    boolean canStartApplying(ReplicaStatus status);

    /** What else is to be looked after on a primary or replica, every few seconds. */
    void tend(Session session);
}
