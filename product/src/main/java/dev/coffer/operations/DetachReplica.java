package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.time.Duration;
import java.util.UUID;

/** Makes a replica an instance of its own, with all that it has received. */
public record DetachReplica(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Place place = steps.step("choose replica set", Place.class, () -> newPlace(rooms));
        new AgentSteps(steps, rooms)
                .call("stop following", instanceId, new Command.Promote(), place.term(), Duration.ofMinutes(5));
        steps.step(
                "record roles",
                () -> rooms.store().change(tx -> {
                    rooms.change(
                            tx,
                            instanceId,
                            row -> row.withPlace(place.replicaSetId(), null).withTask(Task.NONE, null));
                    tx.instances().raiseTerm(place.replicaSetId(), place.term());
                }));
    }

    /** A new set of its own; its term goes on from the old one's, so that late commands of the old set are refused. */
    private Place newPlace(Rooms rooms) {
        Instance instance = rooms.instance(instanceId);
        return new Place(UUID.randomUUID().toString(), rooms.term(instance) + 1);
    }

    record Place(String replicaSetId, long term) {}

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.NONE, sentence);
    }
}
