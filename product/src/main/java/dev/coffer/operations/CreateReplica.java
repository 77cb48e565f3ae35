package dev.coffer.operations;

import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.time.Duration;

/** Makes the instance a copy of the primary its row names, and follows it. */
public record CreateReplica(String instanceId) implements Action {
    @Override
    public Duration limit() {
        return Seeding.COPY.plusHours(1);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        AgentSteps agents = new AgentSteps(steps, rooms);
        Site site = new Site(steps, rooms, instanceId);
        site.build();
        new Configuring(steps, rooms).prepare(instanceId);
        new Seeding(steps, rooms, agents, instanceId, "").run();
        new ModuleSteps(steps, rooms, instanceId).applyWanted();
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    /** As the row of a replica says. */
    static Instance primary(Rooms rooms, String instanceId) {
        String primaryId = rooms.instance(instanceId).replicaOf();
        if (primaryId == null) {
            throw new PermanentFailure("Instance %s names no primary to copy.".formatted(instanceId));
        }
        return rooms.instance(primaryId);
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.REPLICA_ERROR, sentence);
    }
}
