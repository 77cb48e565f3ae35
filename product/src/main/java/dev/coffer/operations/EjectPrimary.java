package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Replaces a dead primary by its most advanced replica. Filed on the primary, holding the whole set.
 *
 * <p>The old primary is stopped for good first: that is the proof that its term is over. It stands alone afterwards, stopped, with its
 * data, until it is restarted or deleted; also when the ejection failed, since a replica may have opened unheard.
 */
public record EjectPrimary(String instanceId) implements Action {
    private static final Duration PROMPT = Duration.ofSeconds(60);

    @Override
    public Duration limit() {
        return Duration.ofMinutes(20);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        AgentSteps agents = new AgentSteps(steps, rooms);
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, instanceId);

        set.raiseTerm();
        steps.step("stop old primary", () -> rooms.compute().stop(instanceId));
        String chosen = choose(agents, set);
        AtomicBoolean opened = new AtomicBoolean();
        steps.onFailure("open new primary", () -> {
            if (opened.get() || set.hasOpened(chosen)) {
                setApart(rooms, set, UUID.randomUUID().toString());
                set.goOn(chosen, true);
            }
        });
        agents.call(
                "open new primary", chosen, new Command.Promote(), set.shape().term(), Duration.ofMinutes(5));
        opened.set(true);
        set.recordRoles(chosen, true);
        String alone = steps.step(
                "choose replica set of the old primary",
                String.class,
                () -> UUID.randomUUID().toString());
        steps.step("set old primary apart", () -> setApart(rooms, set, alone));
        set.follow(
                chosen,
                set.shape().replicas().stream()
                        .filter(replica -> !replica.equals(chosen))
                        .toList());
    }

    /** The old primary, unless it is apart already. */
    private void setApart(Rooms rooms, ReplicaSetChange set, String alone) {
        rooms.store().change(tx -> {
            rooms.change(
                    tx,
                    instanceId,
                    row -> row.replicaSetId().equals(set.shape().replicaSetId())
                            ? row.withPlace(alone, null).withTask(Task.STOPPED, null)
                            : row);
            tx.instances().raiseTerm(alone, set.shape().term());
        });
    }

    /** The replica that has received most, of those that answer. */
    private static String choose(AgentSteps agents, ReplicaSetChange set) {
        List<String> candidates = new ArrayList<>();
        List<String> positions = new ArrayList<>();
        for (String replica : set.shape().replicas()) {
            try {
                Result result = agents.call("read position: " + replica, replica, new Command.Standing(), PROMPT);
                if (result instanceof Result.Standing standing) {
                    candidates.add(replica);
                    positions.add(standing.received() == null ? standing.position() : standing.received());
                }
            } catch (PermanentFailure silent) {
                continue; // a replica that does not answer is no candidate
            }
        }
        if (candidates.isEmpty()) {
            throw new PermanentFailure("No replica answers; restart one and eject again.");
        }
        Result choice =
                agents.call("choose most advanced", candidates.getFirst(), new Command.MostAdvanced(positions), PROMPT);
        return choice instanceof Result.Choice chosen ? candidates.get(chosen.index()) : candidates.getFirst();
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.failSet(steps.operation().resources(), instanceId, Task.EJECTING, Task.EJECT_ERROR, sentence);
    }
}
