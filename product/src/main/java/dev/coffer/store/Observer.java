package dev.coffer.store;

import java.time.Duration;

/** Is told of every transaction. Must be quick and must not fail. */
@FunctionalInterface
public interface Observer {

    /** @param took with its waiting for the database and its repetitions */
    void transaction(boolean writes, Duration took);
}
