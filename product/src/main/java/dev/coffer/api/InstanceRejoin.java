package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.RejoinSet;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
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
        tx.instances().update(instance.withTask(Task.BUILDING, null));
        RejoinSet action = new RejoinSet(instance.id(), source.instance().id(), instance.task());
        return Response.accepted().filed(context.operations().file(tx, action));
    }

    /**
     * Whose data nobody uses: a replica's are its primary's, and what an ejection has stopped serves nobody. A replica of which it is not
     * clear whether it has become primary is none of them.
     */
    private void requireDispensable(Listing listing) {
        Instance instance = listing.instance();
        if (instance.isReplica()) {
            context.status(listing).requireTask(Task.REPLICA_ERROR);
        } else if (!RejoinSet.APART.contains(instance.task())) {
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
        if (instance.isReplica() && !id.equals(instance.replicaOf())) {
            throw Fault.badRequest(
                    "Instance %s is a replica of %s, which may need it; detach it, delete it, or let it rejoin that one."
                            .formatted(instance.id(), instance.replicaOf()));
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
}
