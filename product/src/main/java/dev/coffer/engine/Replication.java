package dev.coffer.engine;

import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Replication of a server. Roles survive a restart of the server: a replica starts read-only and goes on following; a primary starts
 * writable. Positions are opaque text of the engine.
 */
public interface Replication {

    /**
     * Gives replicas of a running primary an account, and writes a consistent copy of the data to the stream without stopping it.
     * The copy brings along what a replica needs to follow (position, replication account).
     */
    void writeSeed(OutputStream out) throws IOException, InterruptedException;

    /**
     * Reads such a copy into the data directory of a server that does not run and was not initialised; a half-read one is replaced.
     * Afterwards {@link Server#isInitialised()} and the server may be started, as a replica that is not following yet.
     */
    void readSeed(InputStream in) throws IOException, InterruptedException;

    /** Throws the data of a replica that does not run away, so that a copy can be read; {@code REFUSED} on anything else. */
    void discard() throws IOException;

    /** Follow this primary from where the data stands; also repoints. Returns when replication runs. */
    void follow(String address, int port) throws IOException, InterruptedException;

    /**
     * On a primary: refuse new writes, let running ones end or cut them, return the position after the last write. Writes stay refused
     * through restarts of the server, until {@link #thaw}, {@link #follow} or {@link #promote}.
     */
    String freeze() throws IOException, InterruptedException;

    /** Undoes {@link #freeze()} on a primary. */
    void thaw() throws IOException, InterruptedException;

    /** On a replica: wait until everything up to the position is applied; {@code PASSING} failure when not in time. */
    void awaitPosition(String position, Duration patience) throws InterruptedException;

    /** Apply all that was received, stop following, become writable. On a primary: nothing. */
    void promote() throws IOException, InterruptedException;

    /** Where the server stands, for choosing the most advanced. */
    String position();

    /** On a replica: all that was received (also what is not applied yet). */
    String receivedPosition();

    /** Whether a server at {@code ahead} has everything a server at {@code behind} has. */
    boolean contains(String ahead, String behind);

    /**
     * What it takes for a primary to acknowledge a write; holds for a replica as soon as it becomes primary, and through restarts. Until
     * it is said it is {@link Synchrony#ONE} where the engine can.
     *
     * @throws EngineFailure {@code REFUSED} without {@link Engine.Capability#SYNCHRONY}
     */
    void synchronise(Synchrony synchrony) throws IOException, InterruptedException;

    /** Number of replicas that are connected now. */
    int connectedReplicas();
}
