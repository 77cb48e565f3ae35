package dev.coffer.model;

/** What an engine is in its replica set, as seen on the engine itself. */
public enum Role {
    PRIMARY,
    REPLICA
}
