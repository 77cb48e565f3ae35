package dev.coffer.operations;

import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;

/**
 * Makes this replica the primary of its set without losing a write; the old primary and the other replicas follow it. Filed on the
 * replica, holding the whole set. {@link Switchover} says what makes it safe.
 */
public record PromoteReplica(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(15);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        AgentSteps agents = new AgentSteps(steps, rooms, shape.sound());
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, shape);
        Switchover switchover = new Switchover(agents, set, instanceId);

        steps.onFailure(switchover.freezing(), switchover::undo);
        switchover.run();
        set.follow(instanceId, set.shape().soundBut(instanceId));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.failSet(steps.operation().resources(), instanceId, Task.PROMOTING, Task.PROMOTE_ERROR, sentence);
    }
}
