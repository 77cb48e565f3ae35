package dev.coffer.backup;

import java.time.Instant;

/**
 * An object as it is stored.
 *
 * @param size bytes of its content
 * @param md5 of its content, in hex
 * @param modified when it was put, to the microsecond
 */
public record StoredObject(ObjectName name, long size, String md5, Instant modified, Traits traits) {}
