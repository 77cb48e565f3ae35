package dev.coffer.operations;

/** Restarts the engine. */
public record RestartInstance(String instanceId) implements Action {}
