package dev.coffer.model;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A database server of a tenant, as Coffer wants it. What was seen of it is in {@link Report}.
 *
 * @param volumeSize GiB
 * @param configurationId of the configuration group that is attached; null when none is
 * @param address IPv4 where its engine listens on the standard port; null until allocated
 * @param publicAddress second IPv4 of the same engine, shown while {@code access} is public; null when the host offers none
 * @param replicaSetId shared by a primary and its replicas; an instance on its own has a set of one
 * @param replicaOf id of the primary it follows; null for a primary
 * @param trouble present while {@code task} is an error task, and after a failed operation
 * @param version counts changes; a write with a stale version is refused
 */
public record Instance(
        String id,
        String projectId,
        String name,
        String datastoreVersionId,
        String flavorId,
        int volumeSize,
        @Nullable String volumeType,
        Access access,
        Task task,
        @Nullable Trouble trouble,
        @Nullable String configurationId,
        @Nullable String address,
        @Nullable String publicAddress,
        String replicaSetId,
        @Nullable String replicaOf,
        Instant created,
        Instant updated,
        int version) {

    public boolean isReplica() {
        return replicaOf != null;
    }

    public Instance withName(String newName) {
        return with(fields -> fields.name = newName);
    }

    public Instance withTask(Task newTask, @Nullable Trouble newTrouble) {
        return with(fields -> {
            fields.task = newTask;
            fields.trouble = newTrouble;
        });
    }

    public Instance withDatastoreVersion(String newDatastoreVersionId) {
        return with(fields -> fields.datastoreVersionId = newDatastoreVersionId);
    }

    public Instance withFlavor(String newFlavorId) {
        return with(fields -> fields.flavorId = newFlavorId);
    }

    public Instance withVolumeSize(int newVolumeSize) {
        return with(fields -> fields.volumeSize = newVolumeSize);
    }

    public Instance withAccess(Access newAccess) {
        return with(fields -> fields.access = newAccess);
    }

    public Instance withConfiguration(@Nullable String newConfigurationId) {
        return with(fields -> fields.configurationId = newConfigurationId);
    }

    public Instance withAddresses(@Nullable String newAddress, @Nullable String newPublicAddress) {
        return with(fields -> {
            fields.address = newAddress;
            fields.publicAddress = newPublicAddress;
        });
    }

    /** Its place in a replica set: of which set, and following whom ({@code null}: as the primary). */
    public Instance withPlace(String newReplicaSetId, @Nullable String newReplicaOf) {
        return with(fields -> {
            fields.replicaSetId = newReplicaSetId;
            fields.replicaOf = newReplicaOf;
        });
    }

    private Instance with(Consumer<Fields> change) {
        Fields fields = new Fields(this);
        change.accept(fields);
        return new Instance(
                id,
                projectId,
                fields.name,
                fields.datastoreVersionId,
                fields.flavorId,
                fields.volumeSize,
                volumeType,
                fields.access,
                fields.task,
                fields.trouble,
                fields.configurationId,
                fields.address,
                fields.publicAddress,
                fields.replicaSetId,
                fields.replicaOf,
                created,
                updated,
                version);
    }

    /** What may change. */
    private static final class Fields {
        private String name;
        private String datastoreVersionId;
        private String flavorId;
        private int volumeSize;
        private Access access;
        private Task task;
        private @Nullable Trouble trouble;
        private @Nullable String configurationId;
        private @Nullable String address;
        private @Nullable String publicAddress;
        private String replicaSetId;
        private @Nullable String replicaOf;

        Fields(Instance instance) {
            name = instance.name;
            datastoreVersionId = instance.datastoreVersionId;
            flavorId = instance.flavorId;
            volumeSize = instance.volumeSize;
            access = instance.access;
            task = instance.task;
            trouble = instance.trouble;
            configurationId = instance.configurationId;
            address = instance.address;
            publicAddress = instance.publicAddress;
            replicaSetId = instance.replicaSetId;
            replicaOf = instance.replicaOf;
        }
    }
}
