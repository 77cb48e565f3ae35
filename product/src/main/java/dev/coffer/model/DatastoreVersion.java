package dev.coffer.model;

import org.jspecify.annotations.Nullable;

/**
 * A version a tenant can order.
 *
 * @param datastore name of the datastore it belongs to
 * @param name what tenants write, e.g. {@code 11.8}
 * @param number version number shown as {@code version_number}
 * @param engine name of the {@code Engine} that runs it (Trove: datastore manager)
 * @param image name of the image that holds its binaries
 */
public record DatastoreVersion(
        String id,
        String datastoreId,
        String datastore,
        String name,
        String number,
        String engine,
        @Nullable String image,
        boolean active) {}
