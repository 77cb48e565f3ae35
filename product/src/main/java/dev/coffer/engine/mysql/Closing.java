package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import java.time.Duration;
import java.util.List;

/**
 * Closes a server for writing, by a variable that lets nobody write but the agent at most.
 *
 * @param variable global
 */
record Closing(String variable) {
    private static final Duration CLOSE = Duration.ofSeconds(30);

    /** One that was told to close may have been cut off before it did. */
    void ensure(Session session) throws InterruptedException {
        if (!session.text("SELECT @@GLOBAL." + variable).equals("1")) {
            close(session);
        }
    }

    /**
     * Once it is on, no transaction of a tenant can commit any more, also one that is open; setting it waits for commits on their way,
     * those that wait for a replica's acknowledgement included. Statements that do not end in time are cut.
     */
    void close(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + CLOSE.toNanos();
        session.run("SET SESSION lock_wait_timeout = 2");
        while (true) {
            try {
                session.run("SET GLOBAL %s = 1".formatted(variable));
                break;
            } catch (EngineFailure failure) {
                if (Failures.code(failure) != Failures.LOCK_WAIT || System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            cutTenants(session);
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while closing the server for writing.");
            }
        }
        cutTenants(session);
    }

    /** Ends all connections but those of the server itself, of replicas and of the agent. */
    private static void cutTenants(Session session) {
        List<String> connections = session.rows(
                row -> row.getString(1),
                "SELECT ID FROM information_schema.PROCESSLIST WHERE USER NOT IN (?, ?, 'system user', 'event_scheduler')",
                Session.AGENT,
                Names.REPLICATION);
        for (String connection : connections) {
            try {
                session.run("KILL CONNECTION " + Long.parseLong(connection));
            } catch (EngineFailure failure) {
                if (Failures.code(failure) != Failures.NO_SUCH_THREAD) {
                    throw failure;
                }
            }
        }
    }
}
