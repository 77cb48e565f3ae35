package dev.coffer.engine.mysql;

import java.time.Duration;

/** Opens a session of the agent. */
@FunctionalInterface
interface Sessions {
    /** Longest wait for one answer: a large database takes long to drop. */
    Duration ANSWER = Duration.ofMinutes(5);

    /** @param patience longest wait for one answer of the server */
    Session open(Duration patience);

    default Session open() {
        return open(ANSWER);
    }
}
