package dev.coffer.image;

import java.time.Duration;

/**
 * A server process, known by pid and start time (clock ticks since boot), so that a reused pid is never mistaken for it.
 */
public record ServerProcess(long pid, long startTime) {

    /** Running; a zombie is not. */
    public boolean isAlive() {
        throw new UnsupportedOperationException();
    }

    /** SIGTERM. */
    public void terminate() {
        throw new UnsupportedOperationException();
    }

    /** SIGKILL. */
    public void kill() {
        throw new UnsupportedOperationException();
    }

    /** False when it still runs after the patience. */
    public boolean awaitExit(Duration patience) throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
