package dev.coffer.operations;

/** Makes the instance a copy of the primary its row names, and follows it. */
public record CreateReplica(String instanceId) implements Action {}
