package dev.coffer.model;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version a tenant can order.
 *
 * @param datastore name of the datastore it belongs to
 * @param name what tenants write, e.g. {@code 11.8}
 * @param number version number shown as {@code version_number}
 * @param engine name of the {@code Engine} that runs it (Trove: datastore manager)
 * @param image name of the image that holds its binaries; null when the tags choose one
 * @param notes what an operator said of it besides
 */
public record DatastoreVersion(
        String id,
        String datastoreId,
        String datastore,
        String name,
        String number,
        String engine,
        @Nullable String image,
        boolean active,
        Notes notes) {

    /**
     * @param imageTags choose the image when none is named
     * @param packages kept for Trove's clients, as are the two names of Trove's classes; they mean nothing here
     */
    public record Notes(
            List<String> imageTags,
            List<String> packages,
            @Nullable String registryExt,
            @Nullable String replStrategy) {
        public static final Notes NONE = new Notes(List.of(), List.of(), null, null);

        public Notes {
            imageTags = List.copyOf(imageTags);
            packages = List.copyOf(packages);
        }
    }

    /** One of which nobody said more. */
    public DatastoreVersion(
            String id,
            String datastoreId,
            String datastore,
            String name,
            String number,
            String engine,
            @Nullable String image,
            boolean active) {
        this(id, datastoreId, datastore, name, number, engine, image, active, Notes.NONE);
    }

    /** Negative when this one is the older: 10.11 comes before 11.8-rc1, and that before 11.8. What is no number compares as text. */
    public int compareNumber(DatastoreVersion other) {
        try {
            return ModuleDescriptor.Version.parse(number).compareTo(ModuleDescriptor.Version.parse(other.number));
        } catch (IllegalArgumentException e) {
            return number.compareTo(other.number);
        }
    }
}
