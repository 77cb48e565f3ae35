package dev.coffer.operations;

import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import java.time.Duration;

/** Removes the instance and everything of it, from any state; also a server that nobody remembers. */
public record DeleteInstance(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofHours(1);
    }

    @Override
    public WhenBusy whenBusy() {
        return WhenBusy.SUPERSEDE;
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        steps.step("look for replicas", () -> refusePrimary(rooms));
        steps.step(
                "revoke agent",
                () -> rooms.store().change(tx -> {
                    tx.agents().revoke(instanceId);
                    tx.outbox().removeOf(instanceId);
                }));
        steps.step("remove server", () -> rooms.compute().delete(instanceId));
        steps.step("release address", () -> rooms.addresses().release(instanceId));
        steps.step(
                "forget instance",
                () -> rooms.store().change(tx -> {
                    tx.outbox().removeOf(instanceId);
                    tx.appliedModules().forget(instanceId);
                    tx.instances().delete(instanceId, rooms.clock().instant());
                }));
    }

    /** It may have become one while the deletion waited for a promotion. */
    private void refusePrimary(Rooms rooms) {
        if (hasReplicas(rooms)) {
            throw new PermanentFailure(
                    "Instance %s has become the primary of its set meanwhile; detach its replicas before deleting it."
                            .formatted(instanceId));
        }
    }

    private boolean hasReplicas(Rooms rooms) {
        return rooms.store().read(tx -> !tx.instances().replicasOf(instanceId).isEmpty());
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, hasReplicas(rooms) ? Task.NONE : Task.DELETE_ERROR, sentence);
    }
}
