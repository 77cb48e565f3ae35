package dev.coffer.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A database server of a tenant, as Coffer wants it. What was seen of it is in {@link Report}.
 *
 * @param volumeSize GiB
 * @param address IPv4 where its engine listens on the standard port; null until allocated
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
        @Nullable String address,
        String replicaSetId,
        @Nullable String replicaOf,
        Instant created,
        Instant updated,
        int version) {

    public boolean isReplica() {
        return replicaOf != null;
    }

    public Instance withName(String newName) {
        return with(newName, task, trouble, address, replicaSetId, replicaOf);
    }

    public Instance withTask(Task newTask, @Nullable Trouble newTrouble) {
        return with(name, newTask, newTrouble, address, replicaSetId, replicaOf);
    }

    public Instance withAddress(@Nullable String newAddress) {
        return with(name, task, trouble, newAddress, replicaSetId, replicaOf);
    }

    /** Its place in a replica set: of which set, and following whom ({@code null}: as the primary). */
    public Instance withPlace(String newReplicaSetId, @Nullable String newReplicaOf) {
        return with(name, task, trouble, address, newReplicaSetId, newReplicaOf);
    }

    private Instance with(
            String newName,
            Task newTask,
            @Nullable Trouble newTrouble,
            @Nullable String newAddress,
            String newReplicaSetId,
            @Nullable String newReplicaOf) {
        return new Instance(
                id,
                projectId,
                newName,
                datastoreVersionId,
                flavorId,
                volumeSize,
                volumeType,
                access,
                newTask,
                newTrouble,
                newAddress,
                newReplicaSetId,
                newReplicaOf,
                created,
                updated,
                version);
    }
}
