package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes this replica the primary of its set without losing a write; the old primary and the other replicas follow it. Filed on the
 * replica, holding the whole set.
 *
 * <p>The old primary is frozen before the new one opens, and thawed by the undo only with proof that the new one did not open.
 */
public record PromoteReplica(String instanceId) implements Action {
    private static final Duration PROMPT = Duration.ofSeconds(60);

    @Override
    public Duration limit() {
        return Duration.ofMinutes(15);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        AgentSteps agents = new AgentSteps(steps, rooms, shape.sound());
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, shape);
        AtomicBoolean opened = new AtomicBoolean();

        catchUpWhileServing(agents, set);
        set.raiseTerm();
        steps.onFailure("freeze old primary", () -> {
            if (opened.get() || set.hasOpened(instanceId)) {
                set.goOn(instanceId, false);
            } else {
                set.goBack(instanceId);
            }
        });
        String position = freeze(agents, set);
        agents.call("receive last writes", instanceId, new Command.CatchUp(position, 30), term(set), PROMPT);
        agents.call("open new primary", instanceId, new Command.Promote(), term(set), PROMPT);
        opened.set(true);
        set.recordRoles(instanceId, false);
        set.follow(instanceId, set.shape().soundBut(instanceId));
    }

    /** Catching up while the primary still serves keeps the pause in writes short. */
    private void catchUpWhileServing(AgentSteps agents, ReplicaSetChange set) {
        String primary = set.shape().primary();
        Result standing =
                agents.call("read primary's position", primary, new Command.Standing(), Duration.ofSeconds(30));
        if (!(standing instanceof Result.Standing at) || !at.primary()) {
            throw new PermanentFailure("Instance %s does not serve as primary; eject it instead of promoting a replica."
                    .formatted(primary));
        }
        Result candidate =
                agents.call("read replica's position", instanceId, new Command.Standing(), Duration.ofSeconds(30));
        if (!(candidate instanceof Result.Standing follower) || follower.primary()) {
            throw new PermanentFailure("Instance %s does not follow its primary; delete it and create a new replica."
                    .formatted(instanceId));
        }
        agents.call("catch up", instanceId, new Command.CatchUp(at.position(), 60), Duration.ofSeconds(90));
    }

    private static String freeze(AgentSteps agents, ReplicaSetChange set) {
        Result frozen =
                agents.call("freeze old primary", set.shape().primary(), new Command.Freeze(), term(set), PROMPT);
        if (frozen instanceof Result.At at) {
            return at.position();
        }
        throw new PermanentFailure("The primary's agent did not say where it stopped; promote again.");
    }

    private static long term(ReplicaSetChange set) {
        return set.shape().term();
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.failSet(steps.operation().resources(), instanceId, Task.PROMOTING, Task.PROMOTE_ERROR, sentence);
    }
}
