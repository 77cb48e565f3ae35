package dev.coffer.operations;

/** Makes a replica an instance of its own. */
public record DetachReplica(String instanceId) implements Action {}
