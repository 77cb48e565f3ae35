package dev.coffer.operations;

import dev.coffer.durable.NewOperation.WhenBusy;
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
                    tx.instances().delete(instanceId, rooms.clock().instant());
                }));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.DELETE_ERROR, sentence);
    }
}
