package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes a replica an instance of its own, with all that it has received. When it is not heard of in time it is asked whether it has
 * become one: the row says what it is.
 */
public record DetachReplica(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        AgentSteps agents = new AgentSteps(steps, rooms);
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, shape);
        String alone = steps.step(
                "choose set of its own", String.class, () -> UUID.randomUUID().toString());
        AtomicBoolean opened = new AtomicBoolean();
        steps.onFailure("stop following", () -> {
            if (opened.get() || set.hasOpened(instanceId)) {
                setApart(rooms, set, alone);
            } else {
                set.followAgain(instanceId);
            }
        });
        agents.call(
                "stop following", instanceId, new Command.Promote(), set.shape().term(), Duration.ofMinutes(5));
        opened.set(true);
        steps.step("record roles", () -> setApart(rooms, set, alone));
    }

    /** A new set of its own; its term goes on from the old one's, so that late commands of the old set are refused. */
    private void setApart(Rooms rooms, ReplicaSetChange set, String alone) {
        rooms.store().change(tx -> {
            long term = tx.instances().replicaSet(set.shape().replicaSetId()).term();
            rooms.change(tx, instanceId, row -> row.withPlace(alone, null).withTask(Task.NONE, null));
            tx.instances().raiseTerm(alone, Math.max(term, set.shape().term()));
        });
        rooms.expose(instanceId);
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.NONE, sentence);
    }
}
