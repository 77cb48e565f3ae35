package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;

/**
 * Takes a replica set to another version of an engine whose replicas must be of their primary's version: the primary is upgraded in its
 * place, which stops the set meanwhile, and each replica becomes a copy of it again. Until the primary is upgraded its replicas keep
 * what they have, so one that cannot be upgraded goes on with them.
 */
final class SetUpgradeByCopy {
    private static final Duration STOP = Duration.ofMinutes(10);
    private static final Duration ANSWER = Duration.ofMinutes(5);

    private final Steps steps;
    private final Rooms rooms;
    private final AgentSteps agents;
    private final DatastoreVersion target;

    SetUpgradeByCopy(Steps steps, Rooms rooms, AgentSteps agents, DatastoreVersion target) {
        this.steps = steps;
        this.rooms = rooms;
        this.agents = agents;
        this.target = target;
    }

    void run(Shape shape) {
        new MemberUpgrade(steps, rooms, agents, shape.primary(), target).run();
        steps.step("activate primary", () -> rooms.settle(shape.primary()));
        for (String replica : shape.replicas()) {
            copyAgain(replica);
        }
    }

    /** Also one that an upgrade before this one has left behind. */
    void copyAgain(String replica) {
        if (rooms.instance(replica).replicaOf() == null) {
            throw new PermanentFailure("Instance %s is no replica any more.".formatted(replica));
        }
        agents.call("stop for a new copy: " + replica, replica, new Command.Stop(), STOP);
        steps.step("exchange binaries: " + replica, () -> {
            Site.reimage(rooms, replica, target);
            rooms.change(replica, row -> row.withDatastoreVersion(target.id()));
        });
        agents.call("discard old data: " + replica, replica, new Command.Discard(), ANSWER);
        new Seeding(steps, rooms, agents, replica, ": " + replica).run();
        steps.step("activate: " + replica, () -> rooms.settle(replica));
    }
}
