package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.engine.Engine;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;

/**
 * Takes an instance to another version of its datastore with its data: one on its own ({@link MemberUpgrade}), a primary with its whole
 * set ({@link SetUpgrade}), or a replica to the version of its primary. Filed on the instance, holding with a primary the whole set.
 */
public record UpgradeInstance(String instanceId, String versionId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofHours(4);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        DatastoreVersion target = steps.step("read new version", DatastoreVersion.class, () -> target(rooms));
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        AgentSteps agents = new AgentSteps(steps, rooms, shape.sound());
        steps.step("prepare image", () -> {
            Site.decided(() -> rooms.images().fetch(Site.image(rooms, target), _ -> {}));
        });
        boolean rolling =
                rooms.engines().named(target.engine()).capabilities().contains(Engine.Capability.ROLLING_UPGRADE);
        if (!instanceId.equals(shape.primary())) {
            if (rolling) {
                upgradeReplica(steps, rooms, agents, target, shape.primary());
            } else {
                new SetUpgradeByCopy(steps, rooms, agents, target).copyAgain(instanceId);
            }
        } else if (shape.replicas().isEmpty()) {
            new MemberUpgrade(steps, rooms, agents, instanceId, target).run();
            steps.step("activate", () -> rooms.settle(instanceId));
        } else if (!rolling) {
            new SetUpgradeByCopy(steps, rooms, agents, target).run(shape);
        } else {
            new SetUpgrade(steps, rooms, agents, shape, target).run();
        }
    }

    private DatastoreVersion target(Rooms rooms) {
        return rooms.store()
                .read(tx -> tx.datastores().version(versionId))
                .orElseThrow(() -> new PermanentFailure(
                        "There is no datastore version %s any more; choose another one.".formatted(versionId)));
    }

    /** Also an old primary that a set's upgrade has left behind, which does not follow yet. */
    private void upgradeReplica(Steps steps, Rooms rooms, AgentSteps agents, DatastoreVersion target, String primary) {
        Duration patience = Duration.ofSeconds(90);
        new MemberUpgrade(steps, rooms, agents, instanceId, target).run();
        agents.call("follow primary", instanceId, rooms.follow(primary), patience);
        if (agents.call("read primary's position", primary, new Command.Standing(), patience)
                instanceof Result.Standing at) {
            agents.call("catch up", instanceId, new Command.CatchUp(at.position(), 60), Duration.ofMinutes(30));
        }
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        String whole = rooms.store()
                .read(tx -> tx.instances().find(instanceId))
                .map(row -> "%s %s".formatted(sentence, advice(row, rooms.version(row))))
                .orElse(sentence);
        rooms.failSet(steps.operation().resources(), instanceId, Task.UPGRADING, Task.UPGRADE_ERROR, whole);
    }

    private String advice(Instance row, DatastoreVersion version) {
        boolean isNew = version.id().equals(versionId);
        if (row.replicaOf() != null && !isNew) {
            return "It follows instance %s and runs version %s: upgrade it again, or delete it and create a new replica."
                    .formatted(row.replicaOf(), version.name());
        }
        return isNew
                ? "Its data are of version %s: upgrade it again, or restart it.".formatted(version.name())
                : "It runs version %s as before: upgrade it again, or restart it to leave it at that."
                        .formatted(version.name());
    }
}
