package dev.coffer.engine.mysql;

/** Where servers of a kind stand in replication. */
interface Positions {
    /** All that a server has: what it wrote as a primary, and what it applied as a replica. */
    String of(Session session);

    /** Whether a server at {@code ahead} has everything a server at {@code behind} has. */
    boolean contains(String ahead, String behind);
}
