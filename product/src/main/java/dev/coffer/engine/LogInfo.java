package dev.coffer.engine;

/**
 * A log as a server has it now.
 *
 * @param enabled whether it is being written
 * @param begin position of the first byte that is still there; rotation removes what is older
 * @param end position after the last byte. Positions count from the log's very beginning and only grow
 */
public record LogInfo(String name, boolean enabled, long begin, long end) {}
