package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;

/**
 * Restarts the primary that an ejection failed to replace. Filed on it, holding the whole set.
 *
 * <p>A replica may have opened without the ejection having heard of it. So each of them must say that it has not, in a newer term than
 * the ejection's: none can open any more once it has answered.
 */
public record ReturnPrimary(String instanceId) implements Action {
    private static final Duration PROMPT = Duration.ofSeconds(60);

    @Override
    public Duration limit() {
        return Duration.ofMinutes(20);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        AgentSteps agents = new AgentSteps(steps, rooms, shape.replicas());
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, shape);

        set.raiseTerm();
        for (String replica : set.shape().replicas()) {
            refuseIfOpen(agents, replica, set.shape().term());
        }
        steps.step("start agent", () -> rooms.compute().start(instanceId));
        agents.call("restart database server", instanceId, new Command.Restart(), Duration.ofMinutes(10));
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    private void refuseIfOpen(AgentSteps agents, String replica, long term) {
        boolean open;
        try {
            Result.Standing before = standing(agents, "read position: " + replica, replica, term);
            // Carried out after whatever the replica was told before.
            Command barrier = new Command.CatchUp(before.position(), 1);
            agents.call("let earlier commands end: " + replica, replica, barrier, term, PROMPT);
            open = standing(agents, "read role: " + replica, replica, term).primary();
        } catch (PermanentFailure failure) {
            throw new PermanentFailure(
                    "Whether instance %s has become primary is not known: %s Restart it or delete it first, or eject again."
                            .formatted(replica, failure.getMessage()),
                    failure);
        }
        if (open) {
            throw new PermanentFailure("Instance %s has become primary in place of %s; eject again to complete that."
                    .formatted(replica, instanceId));
        }
    }

    private static Result.Standing standing(AgentSteps agents, String step, String replica, long term) {
        if (agents.call(step, replica, new Command.Standing(), term, PROMPT) instanceof Result.Standing standing) {
            return standing;
        }
        throw new PermanentFailure("Its agent did not say where it stands.");
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.EJECT_ERROR, sentence);
    }
}
