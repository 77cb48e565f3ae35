package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.RejoinSet;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * An old primary, or a replica that cannot follow, becomes a replica again: its data are replaced by a copy. Coffer's own: with Trove one
 * deletes it and creates another.
 */
final class InstanceRejoin {
    private final Context context;

    InstanceRejoin(Context context) {
        this.context = context;
    }

    Response rejoin(Tx tx, Call call, JsonNode options) {
        Listing listing = context.listing(tx, call);
        Instance instance = listing.instance();
        context.requireCapability(listing.version(), Engine.Capability.REPLICATION);
        if (!listing.replicas().isEmpty()) {
            throw Fault.badRequest(
                    "Instance %s is the replica source of others; promote one of them first.".formatted(instance.id()));
        }
        requireDispensable(listing);
        Listing source = source(tx, call, instance, options.path("replica_of"));
        requireSame(listing, source);
        String sourceId = source.instance().id();
        tx.instances()
                .update(instance.withPlace(source.instance().replicaSetId(), sourceId)
                        .withTask(Task.BUILDING, null));
        tx.roots().inherit(sourceId, instance.id());
        wantModulesAgain(tx, instance.id());
        return Response.accepted().filed(context.operations().file(tx, new RejoinSet(instance.id())));
    }

    /** Whose data nobody uses: a replica's are its primary's, and what an ejection has stopped serves nobody. */
    private void requireDispensable(Listing listing) {
        Instance instance = listing.instance();
        if (instance.isReplica()) {
            context.status(listing)
                    .requireTask(Task.REPLICA_ERROR, Task.PROMOTE_ERROR, Task.EJECT_ERROR, Task.UPGRADE_ERROR);
        } else if (instance.task() != Task.STOPPED) {
            throw Fault.unprocessable(
                    "Instance %s serves on its own, and rejoining would replace its data; only a replica, or a primary that was ejected, rejoins a replica set."
                            .formatted(instance.id()));
        }
    }

    private Listing source(Tx tx, Call call, Instance instance, JsonNode named) {
        String id = named.asString(instance.isReplica() ? instance.replicaOf() : "");
        if (id.isEmpty()) {
            throw Fault.badRequest("'replica_of' must name the replica source that instance %s is to follow."
                    .formatted(instance.id()));
        }
        Listing source = context.permitted(
                call, tx.instances().listing(id), found -> found.instance().projectId(), id);
        if (source.instance().isReplica()) {
            throw Fault.badRequest("Instance %s is a replica of %s; name that."
                    .formatted(id, source.instance().replicaOf()));
        }
        context.status(source).requireActionable();
        return source;
    }

    private static void requireSame(Listing listing, Listing source) {
        Instance instance = listing.instance();
        Instance primary = source.instance();
        if (primary.id().equals(instance.id())
                || !primary.projectId().equals(instance.projectId())
                || !primary.datastoreVersionId().equals(instance.datastoreVersionId())) {
            throw Fault.badRequest(
                    "Instance %s can only follow another instance of its project and its datastore version; delete it and create a replica of %s."
                            .formatted(instance.id(), primary.id()));
        }
        if (primary.volumeSize() > instance.volumeSize()) {
            throw Fault.badRequest(
                    "The volume of instance %s (%d GB) is smaller than that of instance %s (%d GB); delete it and create a replica."
                            .formatted(instance.id(), instance.volumeSize(), primary.id(), primary.volumeSize()));
        }
    }

    /** What modules did to the old server is gone with it. */
    private void wantModulesAgain(Tx tx, String instanceId) {
        Instant now = context.now();
        tx.appliedModules()
                .of(instanceId)
                .forEach(applied -> tx.appliedModules()
                        .put(new AppliedModule(
                                instanceId,
                                applied.moduleId(),
                                applied.md5(),
                                AppliedModule.State.WANTED,
                                applied.message(),
                                applied.created(),
                                now)));
    }
}
