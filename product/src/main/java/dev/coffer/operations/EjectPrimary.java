package dev.coffer.operations;

/** Replaces a dead primary by its most advanced replica; the dead one stands alone. Filed on the primary. */
public record EjectPrimary(String instanceId) implements Action {}
