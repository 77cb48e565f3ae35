package dev.coffer.operations;

/** Removes the instance and everything of it, from any state. */
public record DeleteInstance(String instanceId) implements Action {}
