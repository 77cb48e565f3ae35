package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.Operation;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Replaces a dead primary by its most advanced replica. Filed on the primary, holding the whole set.
 *
 * <p>The old primary is stopped for good first: that is the proof that its term is over. It stands alone afterwards, stopped, with its
 * data, until it is restarted or deleted; also when the ejection failed, since a replica may have opened unheard.
 *
 * <p>The replica that does not answer may be the one that has the last writes: a primary acknowledges a write as soon as one of them
 * has it. So all must answer, unless the operator takes the loss.
 *
 * @param force goes on without the replicas that do not answer
 */
public record EjectPrimary(String instanceId, boolean force) implements Action {
    private static final Duration PROMPT = Duration.ofSeconds(60);
    private static final String STOP = "stop old primary";

    @Override
    public Duration limit() {
        return Duration.ofMinutes(20);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        AgentSteps agents = new AgentSteps(steps, rooms, shape.replicas());
        ReplicaSetChange set = new ReplicaSetChange(steps, rooms, agents, shape);

        List<String> answering = new ArrayList<>(
                standings(agents, "look for replica: ", set.shape().replicas()).keySet());
        set.raiseTerm();
        steps.step(STOP, () -> rooms.compute().stop(instanceId));
        String chosen = choose(agents, answering);
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
    private String choose(AgentSteps agents, List<String> replicas) {
        Map<String, Result.Standing> standings = standings(agents, "read position: ", replicas);
        List<String> candidates = List.copyOf(standings.keySet());
        List<String> positions = standings.values().stream()
                .map(standing -> standing.received() == null ? standing.position() : standing.received())
                .toList();
        Result choice =
                agents.call("choose most advanced", candidates.getFirst(), new Command.MostAdvanced(positions), PROMPT);
        return choice instanceof Result.Choice chosen ? candidates.get(chosen.index()) : candidates.getFirst();
    }

    /** In the order of the replicas. */
    private Map<String, Result.Standing> standings(AgentSteps agents, String step, List<String> replicas) {
        Map<String, Result.Standing> standings = new LinkedHashMap<>();
        List<String> silent = new ArrayList<>();
        for (String replica : replicas) {
            try {
                if (agents.call(step + replica, replica, new Command.Standing(), PROMPT)
                        instanceof Result.Standing standing) {
                    standings.put(replica, standing);
                }
            } catch (PermanentFailure failure) {
                silent.add(replica);
            }
        }
        if (!silent.isEmpty() && !force) {
            throw new PermanentFailure(
                    "Instance %s does not answer and may be the one that has the last writes. Restart it and eject again; or eject with force, or delete it, to go on without it."
                            .formatted(String.join(" and instance ", silent)));
        }
        if (standings.isEmpty()) {
            throw new PermanentFailure("No replica answers; restart one and eject again.");
        }
        return standings;
    }

    /** One that was refused before anything was stopped leaves the primary what it is; one that stands alone already stays stopped. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        Operation operation = steps.operation();
        boolean isUntouched = rooms.store()
                .read(tx -> tx.operations().steps(operation.id()).stream()
                        .noneMatch(step -> step.name().equals(STOP)));
        boolean isApart = rooms.instance(instanceId).task() == Task.STOPPED;
        Task task = isUntouched ? Task.NONE : isApart ? Task.STOPPED : Task.EJECT_ERROR;
        rooms.failSet(operation.resources(), instanceId, Task.EJECTING, task, sentence);
    }
}
