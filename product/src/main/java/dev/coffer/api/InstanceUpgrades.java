package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.UpgradeInstance;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.util.List;

/** {@code datastore_version} of an update: the same version or a newer one of the same datastore. */
final class InstanceUpgrades {
    private final Context context;
    private final SetFiling sets;

    InstanceUpgrades(Context context) {
        this.context = context;
        this.sets = new SetFiling(context);
    }

    /** @param wanted name or id of a version */
    Response upgrade(Tx tx, Call call, String wanted) {
        Listing listing = context.listing(tx, call);
        Instance instance = listing.instance();
        context.requireCapability(listing.version(), Engine.Capability.UPGRADE);
        context.status(listing).requireActionable(Task.UPGRADE_ERROR);
        DatastoreVersion target = target(tx, listing, wanted);
        UpgradeInstance action = new UpgradeInstance(instance.id(), target.id());
        if (instance.replicaOf() != null) {
            requirePrimarys(tx, instance.replicaOf(), target);
            tx.instances().update(instance.withTask(Task.UPGRADING, null));
            return Response.accepted().filed(context.operations().file(tx, action));
        }
        for (String replica : listing.replicas()) {
            Listing member = tx.instances().listing(replica).orElseThrow(Fault.noResource(replica));
            if (!SetFiling.isBroken(member.instance())) {
                context.status(member).requireActionable(Task.UPGRADE_ERROR);
            }
        }
        return sets.file(tx, instance, Task.UPGRADING, action, Task.UPGRADE_ERROR);
    }

    private static DatastoreVersion target(Tx tx, Listing listing, String wanted) {
        DatastoreVersion current = listing.version();
        List<DatastoreVersion> found = tx.datastores().versions(current.datastoreId(), wanted);
        if (found.isEmpty()) {
            throw Fault.badRequest("Datastore version '%s' cannot be found.".formatted(wanted));
        }
        if (found.size() > 1) {
            throw Fault.badRequest("Multiple versions of datastore '%s' match '%s'; use the id of one of them."
                    .formatted(current.datastore(), wanted));
        }
        DatastoreVersion target = found.getFirst();
        if (target.compareNumber(current) < 0) {
            throw Fault.badRequest(
                    "Instance %s runs version %s and cannot go back to version %s, which could not read its data. Create an instance of that version and copy the data."
                            .formatted(listing.instance().id(), current.name(), target.name()));
        }
        if (!target.active() && !target.id().equals(current.id())) {
            throw Fault.badRequest("Datastore version '%s' is not active.".formatted(target.name()));
        }
        if (!target.engine().equals(current.engine())) {
            throw Fault.badRequest("Datastore version '%s' is of another kind of server (%s instead of %s)."
                    .formatted(target.name(), target.engine(), current.engine()));
        }
        tx.flavors()
                .offered(listing.instance().flavorId())
                .ifPresent(flavor -> Offers.requireFlavor(tx, target, flavor));
        return target;
    }

    /** A replica that is newer than its primary could not be replaced by it, and so would divide the set. */
    private static void requirePrimarys(Tx tx, String primaryId, DatastoreVersion target) {
        Instance primary = tx.instances().require(primaryId);
        if (!primary.datastoreVersionId().equals(target.id())) {
            throw Fault.badRequest(
                    "A replica can only have the version of its primary. Upgrade instance %s, and its replicas are upgraded with it."
                            .formatted(primaryId));
        }
    }

    /** One that was left behind by the upgrade of its set is not made whole by a restart. */
    static void refuseLeftBehind(Tx tx, Listing listing) {
        Instance instance = listing.instance();
        if (instance.task() != Task.UPGRADE_ERROR || instance.replicaOf() == null) {
            return;
        }
        DatastoreVersion primarys = version(tx, tx.instances().require(instance.replicaOf()));
        if (listing.version().compareNumber(primarys) < 0) {
            throw Fault.unprocessable(
                    "Instance %s cannot follow its primary, which runs version %s; upgrade it to that version, or delete it and create a new replica."
                            .formatted(instance.id(), primarys.name()));
        }
    }

    /** All others must be able to follow a new primary, and an older version cannot follow a newer one. */
    static void refuseDivision(Tx tx, Listing candidate) {
        for (Instance member : tx.instances().membersOf(candidate.instance().replicaSetId())) {
            DatastoreVersion version = version(tx, member);
            if (!SetFiling.isBroken(member) && version.compareNumber(candidate.version()) < 0) {
                throw Fault.unprocessable(
                        "Instance %s runs version %s, and instance %s of version %s could not follow it; upgrade that one first."
                                .formatted(
                                        candidate.instance().id(),
                                        candidate.version().name(),
                                        member.id(),
                                        version.name()));
            }
        }
    }

    private static DatastoreVersion version(Tx tx, Instance instance) {
        return tx.datastores().version(instance.datastoreVersionId()).orElseThrow();
    }
}
