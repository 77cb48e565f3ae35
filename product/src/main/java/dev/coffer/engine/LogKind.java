package dev.coffer.engine;

/**
 * A log that servers of an engine keep.
 *
 * @param name Trove's, e.g. {@code slow_query}
 * @param switchable whether a tenant may switch it on and off (Trove's type {@code USER}); the others are always on ({@code SYS})
 */
public record LogKind(String name, boolean switchable) {}
