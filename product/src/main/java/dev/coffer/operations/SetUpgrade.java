package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;
import java.util.List;

/**
 * Takes a replica set to another version while it serves. A replica may be newer than its primary, never older; so the replicas go
 * first, one after the other, then one of them becomes primary. The old primary is upgraded while it is frozen, follows, and becomes
 * primary again, since its address is the one the tenant knows.
 */
final class SetUpgrade {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration CATCH_UP = Duration.ofMinutes(30);

    private final Steps steps;
    private final Rooms rooms;
    private final AgentSteps agents;
    private final Shape shape;
    private final DatastoreVersion target;

    SetUpgrade(Steps steps, Rooms rooms, AgentSteps agents, Shape shape, DatastoreVersion target) {
        this.steps = steps;
        this.rooms = rooms;
        this.agents = agents;
        this.shape = shape;
        this.target = target;
    }

    void run() {
        String primary = shape.primary();
        for (String replica : shape.replicas()) {
            upgrade(replica);
            catchUp(replica, primary);
        }
        String deputy = shape.replicas().getFirst();
        handOver(deputy);
        upgrade(primary);
        long term = shape.term();
        agents.call("follow: " + primary, primary, rooms.follow(deputy), term, ANSWER);
        catchUp(primary, deputy);
        giveBack(primary, deputy);
    }

    private void upgrade(String member) {
        new MemberUpgrade(steps, rooms, agents, member, target).run();
    }

    /** That it receives and applies what its primary writes is the proof that it follows. */
    private void catchUp(String replica, String primary) {
        Result result = agents.call("read position for: " + replica, primary, new Command.Standing(), ANSWER);
        if (!(result instanceof Result.Standing at)) {
            throw new PermanentFailure("The agent of instance %s did not say where it stands.".formatted(primary));
        }
        agents.call("catch up: " + replica, replica, new Command.CatchUp(at.position(), 60), CATCH_UP);
    }

    private void handOver(String deputy) {
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, shape);
        Switchover switchover = new Switchover(agents, set, deputy);
        steps.onFailure(switchover.freezing(), switchover::undo);
        switchover.run();
        List<String> others = shape.replicas().stream()
                .filter(replica -> !replica.equals(deputy))
                .toList();
        set.repoint(deputy, others);
    }

    /** All is upgraded; a set that keeps the deputy as its primary is no failure. */
    private void giveBack(String primary, String deputy) {
        Shape now = steps.step("read replica set (back)", Shape.class, () -> Shape.of(rooms, primary));
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, now, " (back)");
        Switchover switchover = new Switchover(agents, set, primary);
        steps.onFailure(switchover.freezing(), switchover::undo);
        try {
            switchover.run();
        } catch (PermanentFailure failure) {
            steps.step("keep deputy", switchover::undo);
            Trouble trouble = new Trouble(
                    "The set runs version %s, and instance %s is its primary now: %s Promote this instance to be primary again."
                            .formatted(target.name(), deputy, failure.getMessage()),
                    rooms.clock().instant(),
                    null);
            steps.step(
                    "activate with other roles",
                    () -> now.sound()
                            .forEach(member -> rooms.change(
                                    member, row -> row.withTask(Task.NONE, member.equals(primary) ? trouble : null))));
            return;
        }
        set.follow(primary, now.soundBut(primary));
    }
}
