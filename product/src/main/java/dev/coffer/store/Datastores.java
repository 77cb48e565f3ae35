package dev.coffer.store;

import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import java.util.List;
import java.util.Optional;

/** Datastores and their versions. */
public final class Datastores {
    /** By name. */
    public List<Datastore> all() {
        throw new UnsupportedOperationException();
    }

    public Optional<Datastore> find(String nameOrId) {
        throw new UnsupportedOperationException();
    }

    /** Inserts or replaces by id. */
    public void put(Datastore datastore) {
        throw new UnsupportedOperationException();
    }

    /** Newest version number first. */
    public List<DatastoreVersion> versions(String datastoreId) {
        throw new UnsupportedOperationException();
    }

    public List<DatastoreVersion> allVersions() {
        throw new UnsupportedOperationException();
    }

    public Optional<DatastoreVersion> version(String id) {
        throw new UnsupportedOperationException();
    }

    /** Those of a datastore with this name or id. */
    public List<DatastoreVersion> versions(String datastoreId, String nameOrId) {
        throw new UnsupportedOperationException();
    }

    /** Inserts or replaces by id. */
    public void put(DatastoreVersion version) {
        throw new UnsupportedOperationException();
    }
}
