package dev.coffer.engine.mysql;

/** Where servers of a kind stand in replication, as texts; empty is the beginning. */
interface Positions {
    /** All that a server has: what it wrote as a primary, and what it applied as a replica. */
    String of(Session session);

    /** What a server has applied as a replica; two are equal when their texts are. */
    String applied(Session session);

    /** Returns after a second at the latest. */
    void awaitApplied(Session session, String position);

    /** Whether a server at {@code ahead} has everything a server at {@code behind} has. */
    boolean contains(String ahead, String behind);

    /** All that either has. */
    String and(String one, String other);
}
