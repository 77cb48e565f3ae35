package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Makes an instance that was something else, an old primary or a replica that cannot follow, a replica of this primary.
 *
 * <p>Its server is removed with its data and made anew, empty, before a copy of the primary takes their place. So an old primary never
 * opens on its way back: what a client would write to it then would be lost. Until the primary has answered nothing is removed, and the
 * row keeps its place; when that fails it is what it was before.
 *
 * @param before task of the instance when this was filed; an instance on its own was one of {@link #APART}
 */
public record RejoinSet(String instanceId, String primaryId, Task before) implements Action {
    /** Of instances on their own whose data serve nobody. */
    public static final Set<Task> APART = Set.of(Task.STOPPED, Task.BUILD_ERROR);

    private static final Duration PROMPT = Duration.ofSeconds(60);
    private static final String REMOVE = "remove old server";
    private static final String JOIN = "join replica set";

    private CreateReplica replica() {
        return new CreateReplica(instanceId);
    }

    @Override
    public Duration limit() {
        return replica().limit();
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        AgentSteps agents = new AgentSteps(steps, rooms);
        if (!APART.contains(before)) {
            requireNotOpen(agents);
        }
        requirePrimary(agents);
        steps.step("look for image", () -> {
            String image = Site.image(rooms, rooms.version(rooms.instance(instanceId)));
            Site.decided(() -> rooms.images().fetch(image, _ -> {}));
        });
        steps.step(REMOVE, () -> rooms.compute().delete(instanceId));
        steps.step(JOIN, () -> rooms.store().change(tx -> join(tx, rooms)));
        replica().run(steps, rooms);
    }

    /** A replica may have become primary without anybody having heard of it, but not one that is known to have failed as a replica. */
    private void requireNotOpen(AgentSteps agents) {
        Result answer;
        try {
            answer = agents.call("ask for role", instanceId, new Command.Standing(), PROMPT);
        } catch (PermanentFailure silent) {
            if (before == Task.REPLICA_ERROR) {
                return;
            }
            throw new PermanentFailure(
                    "Instance %s does not say whether it is still a replica; restart it first.".formatted(instanceId),
                    silent);
        }
        if (answer instanceof Result.Standing standing && standing.primary()) {
            throw new PermanentFailure(
                    "Instance %s has become primary and may have writes that no other has.".formatted(instanceId));
        }
    }

    private void requirePrimary(AgentSteps agents) {
        Result answer;
        try {
            answer = agents.call("ask primary", primaryId, new Command.Standing(), PROMPT);
        } catch (PermanentFailure failure) {
            throw new PermanentFailure(
                    "Instance %s, which it is to follow, does not answer. Nothing was removed.".formatted(primaryId),
                    failure);
        }
        if (!(answer instanceof Result.Standing standing) || !standing.primary()) {
            throw new PermanentFailure(
                    "Instance %s, which it is to follow, is no primary. Nothing was removed.".formatted(primaryId));
        }
    }

    private void join(Tx tx, Rooms rooms) {
        Instance primary = tx.instances()
                .find(primaryId)
                .filter(row -> !row.isReplica())
                .filter(row -> row.task() == Task.NONE || row.task() == Task.RESTART_REQUIRED)
                .orElseThrow(() -> new PermanentFailure(
                        "Instance %s, which it is to follow, is no primary any more, or something is done to it."
                                .formatted(primaryId)));
        tx.instances().update(primary); // whoever decides by its members now decides again
        rooms.change(tx, instanceId, row -> row.withPlace(primary.replicaSetId(), primaryId));
        tx.roots().inherit(primaryId, instanceId);
        Instant now = rooms.clock().instant();
        tx.appliedModules()
                .of(instanceId)
                .forEach(applied -> tx.appliedModules().put(again(applied, now)));
    }

    /** What modules did to the old server is gone with it. */
    private static AppliedModule again(AppliedModule applied, Instant now) {
        return new AppliedModule(
                applied.instanceId(),
                applied.moduleId(),
                applied.md5(),
                AppliedModule.State.WANTED,
                applied.message(),
                applied.created(),
                now);
    }

    /** What was not touched is as before; of what is half removed the watch starts no server. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        Trouble trouble = new Trouble(
                sentence + " Let it rejoin again, or delete it.", rooms.clock().instant(), null);
        boolean removed = hasBegun(steps, rooms, REMOVE);
        boolean joined = hasBegun(steps, rooms, JOIN);
        rooms.change(instanceId, row -> row.withTask(end(removed, joined && row.isReplica()), trouble));
    }

    private Task end(boolean removed, boolean member) {
        if (!removed) {
            return before;
        }
        return member ? Task.REPLICA_ERROR : Task.BUILD_ERROR;
    }

    private static boolean hasBegun(Steps steps, Rooms rooms, String name) {
        return rooms.store()
                .read(tx -> tx.operations().steps(steps.operation().id()).stream()
                        .anyMatch(step -> step.name().equals(name)));
    }
}
