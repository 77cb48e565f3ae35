package dev.coffer.backup;

/**
 * The full name of an object.
 *
 * @param name in the container; slashes are only part of it
 */
public record ObjectName(Container container, String name) {}
