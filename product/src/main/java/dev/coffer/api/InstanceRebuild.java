package dev.coffer.api;

import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.RebuildInstance;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;

/**
 * The management action {@code rebuild}: the server is made anew from its image; data and configuration stay. Which image is said by
 * the datastore version; the image that the body must name is Trove's, which has one for all.
 */
final class InstanceRebuild {
    private final Context context;

    InstanceRebuild(Context context) {
        this.context = context;
    }

    Response rebuild(Tx tx, Call call) {
        Listing listing = context.listing(tx, call);
        context.status(listing).requireTask(Task.UPGRADE_ERROR);
        InstanceUpgrades.refuseLeftBehind(tx, listing);
        Instance instance = listing.instance();
        tx.instances().update(instance.withTask(Task.BUILDING, null));
        return Response.accepted().filed(context.operations().file(tx, new RebuildInstance(instance.id())));
    }
}
