package dev.coffer.operations;

/** Makes this replica the primary of its set without losing a write; the old primary follows it. */
public record PromoteReplica(String instanceId) implements Action {}
