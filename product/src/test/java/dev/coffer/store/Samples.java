package dev.coffer.store;

import dev.coffer.model.Access;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Things to fill a store with. */
public final class Samples {
    public static final String PROJECT = "0123456789abcdef0123456789abcdef";
    public static final Instant CREATED = Instant.parse("2026-02-03T04:05:06.789Z");
    public static final Datastore MARIADB = new Datastore("5d000000-0000-4000-8000-000000000001", "mariadb", null);
    public static final DatastoreVersion MARIADB_11_8 = new DatastoreVersion(
            "5e000000-0000-4000-8000-000000000118", MARIADB.id(), "mariadb", "11.8", "11.8.6", "mariadb", "m11", true);
    public static final Flavor SMALL = new Flavor("2", "small", 1024, 1, 10, 0);

    private Samples() {}

    /** The datastore, version and flavor that sample instances refer to. */
    public static void seed(Store store) {
        store.change(tx -> {
            tx.datastores().put(MARIADB);
            tx.datastores().put(MARIADB_11_8);
            tx.flavors().put(SMALL);
        });
    }

    /** An idle primary of {@link #PROJECT} with a random id. */
    public static InstanceSample instance() {
        return new InstanceSample();
    }

    /** Inserts it and gives it back. */
    public static Instance insert(Store store, InstanceSample sample) {
        Instance instance = sample.build();
        store.change(tx -> tx.instances().insert(instance));
        return instance;
    }

    /** Of a running primary. */
    public static Report report(Instance instance, Instant at) {
        return new Report(
                instance.id(),
                at,
                ServiceStatus.HEALTHY,
                "11.8.6-MariaDB",
                Role.PRIMARY,
                "0-1-42",
                null,
                123_456_789L,
                1,
                null,
                Map.of("threads", 3.5));
    }

    /** Collects what a sample instance shall be; everything has a default. */
    public static final class InstanceSample {
        private String id = UUID.randomUUID().toString();
        private String project = PROJECT;
        private String name = "sample";
        private Task task = Task.NONE;
        private @Nullable Trouble trouble;
        private @Nullable String address;
        private @Nullable String replicaSet;
        private @Nullable String replicaOf;
        private int volumeSize = 2;
        private Access access = Access.UNSTATED;
        private Instant created = CREATED;

        private InstanceSample() {}

        public InstanceSample id(String value) {
            id = value;
            return this;
        }

        public InstanceSample project(String value) {
            project = value;
            return this;
        }

        public InstanceSample name(String value) {
            name = value;
            return this;
        }

        public InstanceSample task(Task value) {
            task = value;
            return this;
        }

        public InstanceSample trouble(String message, @Nullable String details) {
            trouble = new Trouble(message, created, details);
            return this;
        }

        public InstanceSample address(String value) {
            address = value;
            return this;
        }

        /** Follows the primary, in its replica set. */
        public InstanceSample replicaOf(Instance primary) {
            replicaOf = primary.id();
            replicaSet = primary.replicaSetId();
            return this;
        }

        public InstanceSample volumeSize(int value) {
            volumeSize = value;
            return this;
        }

        public InstanceSample access(boolean isPublic, String... cidrs) {
            access = new Access(isPublic, List.of(cidrs));
            return this;
        }

        public InstanceSample created(Instant value) {
            created = value;
            return this;
        }

        public Instance build() {
            return new Instance(
                    id,
                    project,
                    name,
                    MARIADB_11_8.id(),
                    SMALL.id(),
                    volumeSize,
                    "local",
                    access,
                    task,
                    trouble,
                    null,
                    address,
                    null,
                    replicaSet == null ? id : replicaSet,
                    replicaOf,
                    created,
                    created,
                    1);
        }
    }
}
