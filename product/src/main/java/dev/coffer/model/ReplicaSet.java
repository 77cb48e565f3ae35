package dev.coffer.model;

/**
 * A primary and its replicas.
 *
 * @param term epoch of the primary; grows by one with every change of the primary, never reused
 */
public record ReplicaSet(String id, long term, Synchrony synchrony) {}
