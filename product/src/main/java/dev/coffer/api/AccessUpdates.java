package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.UpdateAccess;
import dev.coffer.store.Tx;
import tools.jackson.databind.JsonNode;

/** {@code PUT /instances/{id}} with {@code access}, which is replaced as a whole, as in Trove. */
final class AccessUpdates {
    private final Context context;

    AccessUpdates(Context context) {
        this.context = context;
    }

    Response update(Tx tx, Call call, Instance instance, JsonNode wanted) {
        Access access = AccessBodies.parse(wanted);
        AccessBodies.requireEnforceable(access, context.operations().obstacleToAccess());
        context.status(context.listing(tx, call)).requireTask();
        if (access.opensPublicAddress() && instance.publicAddress() == null) {
            throw Fault.unprocessable(
                    "Instance %s has no public address, since access could not be enforced here when it was made; make a replica of it with this access and promote that."
                            .formatted(instance.id()));
        }
        Instance changed = instance.withAccess(access);
        // One that waits for a restart goes on saying so.
        tx.instances().update(instance.task() == Task.NONE ? changed.withTask(Task.UPDATING, null) : changed);
        UpdateAccess action = new UpdateAccess(instance.id(), instance.access());
        return Response.accepted().filed(context.operations().file(tx, action));
    }
}
