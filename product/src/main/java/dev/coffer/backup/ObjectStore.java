package dev.coffer.backup;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps objects in containers of projects. A container is there as long as it has an object, or had one.
 *
 * <p>Names may be hostile: one that a store cannot keep is refused when it is put ({@link UnfitName}), and is not there otherwise.
 */
public interface ObjectStore {

    /** A container with more objects than this is listed in parts. */
    int MOST_LISTED = 10_000;

    /** Stores the object whole, in place of one of this name, or not at all; when it returns the object survives a crash. */
    StoredObject put(ObjectName name, Traits traits, InputStream content) throws IOException;

    Optional<StoredObject> find(ObjectName name) throws IOException;

    Optional<ObjectContent> open(ObjectName name) throws IOException;

    /** Whether it was there. */
    boolean delete(ObjectName name) throws IOException;

    /**
     * Objects whose name begins with the prefix and comes after the marker, by name.
     *
     * @param limit up to {@link #MOST_LISTED}
     */
    List<StoredObject> list(Container container, String prefix, String marker, int limit) throws IOException;

    boolean exists(Container container) throws IOException;

    /** Names of a project's containers, sorted. */
    List<String> containers(String project) throws IOException;

    /** Removes what has expired; how many there were. */
    int removeExpired(Instant now) throws IOException;

    /** A store cannot keep an object of this name. */
    final class UnfitName extends IOException {
        private static final long serialVersionUID = 1L;

        public UnfitName(String message) {
            super(message);
        }
    }
}
