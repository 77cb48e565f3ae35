package dev.coffer.engine;

import java.io.IOException;
import java.util.Optional;

/**
 * One server of an engine beside the agent. Calls block; the agent makes one at a time, except {@link #health()}, {@link #isRunning()},
 * what only reads, and {@link Replication#writeSeed}, which go on beside others. All are idempotent: repeated after a crash in the
 * middle, they finish the work.
 *
 * <p>Failures are {@link EngineFailure}s, which say whether a retry can help.
 */
public interface Server {

    /**
     * Makes an empty, secured data directory and the configuration: no anonymous user, no login without password, the agent's own
     * account with a random password. A half-made directory is made anew; a finished one is left alone.
     */
    void initialise() throws IOException, InterruptedException;

    /** Writes the configuration and starts the server, or adopts it when it runs; returns when it answers queries. */
    void start() throws IOException, InterruptedException;

    /** Stops it in order; kills it when it does not stop in time. Returns when it is gone. */
    void stop() throws IOException, InterruptedException;

    /** Whether a process of this server runs (adopting one left by an earlier agent). */
    boolean isRunning();

    /** What is seen now; never throws, never blocks longer than about two seconds. */
    Health health();

    /**
     * Sets right what a server that runs needs from time to time, or what a tenant has spoilt that Coffer depends on: its own account,
     * replication's settings. Called every few seconds, never beside another change. What cannot be set right is a {@link Health#problem}.
     */
    default void tend() throws IOException, InterruptedException {}

    /** Whether {@link #initialise()} (or a seed) has finished in the data directory. */
    boolean isInitialised();

    default Optional<Accounts> accounts() {
        return Optional.empty();
    }

    default Optional<Replication> replication() {
        return Optional.empty();
    }

    default Optional<Settings> settings() {
        return Optional.empty();
    }

    default Optional<Logs> logs() {
        return Optional.empty();
    }

    /** How tenants' connections are encrypted; never throws. */
    default Tls tls() {
        return new Tls(false, null);
    }

    default Optional<Upgrades> upgrades() {
        return Optional.empty();
    }
}
