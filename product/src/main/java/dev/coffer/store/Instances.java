package dev.coffer.store;

import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.ReplicaSet;
import dev.coffer.model.Report;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Instances and replica sets. Deleted ones are kept as history and seen by no method that does not say so. */
public final class Instances {

    /** An instance with all that its view shows, read in few statements. */
    public record Listing(Instance instance, DatastoreVersion version, Optional<Report> report, List<String> replicas) {
        public Listing {
            replicas = List.copyOf(replicas);
        }
    }

    /** Inserts it, and its replica set (term 1) when there is none of that id. */
    public void insert(Instance instance) {
        throw new UnsupportedOperationException();
    }

    public Optional<Instance> find(String id) {
        throw new UnsupportedOperationException();
    }

    /** @throws java.util.NoSuchElementException when there is none */
    public Instance require(String id) {
        throw new UnsupportedOperationException();
    }

    public Optional<Listing> listing(String id) {
        throw new UnsupportedOperationException();
    }

    /** Up to {@code limit} rows with id greater than {@code marker}, by id ascending. */
    public List<Listing> page(String projectId, Optional<String> marker, int limit) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes the row when its version is still {@code instance.version()}, and returns it with version and {@code updated} moved on.
     *
     * @throws StaleWrite when someone else wrote it
     */
    public Instance update(Instance instance) {
        throw new UnsupportedOperationException();
    }

    /** Replicas of a primary, by creation. */
    public List<Instance> replicasOf(String primaryId) {
        throw new UnsupportedOperationException();
    }

    /** All members of a replica set, by creation. */
    public List<Instance> membersOf(String replicaSetId) {
        throw new UnsupportedOperationException();
    }

    public List<Instance> all() {
        throw new UnsupportedOperationException();
    }

    public int count(String projectId) {
        throw new UnsupportedOperationException();
    }

    /** Sum of volume sizes in GiB. */
    public int volumes(String projectId) {
        throw new UnsupportedOperationException();
    }

    /** Marks it deleted; its report goes too. */
    public void delete(String id, Instant at) {
        throw new UnsupportedOperationException();
    }

    public ReplicaSet replicaSet(String id) {
        throw new UnsupportedOperationException();
    }

    /** Moves the set to this term if it is older; terms never go back. */
    public void raiseTerm(String replicaSetId, long term) {
        throw new UnsupportedOperationException();
    }
}
