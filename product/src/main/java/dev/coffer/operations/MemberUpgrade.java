package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.Steps;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes one server to another version on its data: stopped in order by the old version, other binaries, started and brought up to date
 * by the new one. The row names the new version as soon as the server runs it.
 *
 * <p>What fails before the new version has touched the data goes back to the old one. What fails later stays with the new one: there is
 * no way back that loses nothing.
 */
final class MemberUpgrade {
    /** A slow shutdown takes long where much was deleted. */
    private static final Duration STOP = Duration.ofMinutes(30);
    /** Every table is looked at. */
    private static final Duration COMPLETE = Duration.ofHours(1);

    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Steps steps;
    private final Rooms rooms;
    private final AgentSteps agents;
    private final String instanceId;
    private final DatastoreVersion target;
    private final AtomicBoolean finished = new AtomicBoolean();

    MemberUpgrade(Steps steps, Rooms rooms, AgentSteps agents, String instanceId, DatastoreVersion target) {
        this.steps = steps;
        this.rooms = rooms;
        this.agents = agents;
        this.instanceId = instanceId;
        this.target = target;
    }

    void run() {
        DatastoreVersion former = steps.step(
                "read version: " + instanceId, DatastoreVersion.class, () -> rooms.version(rooms.instance(instanceId)));
        String stopping = "stop for upgrade: " + instanceId;
        steps.onFailure(stopping, () -> goBack(former));
        agents.call(stopping, instanceId, new Command.PrepareUpgrade(), STOP);
        steps.step("exchange binaries: " + instanceId, () -> exchange(target));
        agents.call("upgrade: " + instanceId, instanceId, new Command.CompleteUpgrade(), COMPLETE);
        steps.step("record version: " + instanceId, () -> record(target));
        finished.set(true);
    }

    private void exchange(DatastoreVersion version) {
        Site.reimage(rooms, instanceId, version);
    }

    private void record(DatastoreVersion version) {
        rooms.change(instanceId, row -> row.withDatastoreVersion(version.id()));
    }

    private void goBack(DatastoreVersion former) {
        if (finished.get()) {
            return;
        }
        rooms.revive(instanceId);
        if (!(ask(new Command.DataVersion()) instanceof Result.Named data)) {
            throw new IllegalStateException("Its agent did not say of which version its data are.");
        }
        if (!data.name().equals(former.name())) {
            stay();
            return;
        }
        exchange(former);
        if (!isOvertaken(former)) {
            ask(new Command.Start());
        }
    }

    /** The data are the new version's. */
    private void stay() {
        record(target);
        Trouble trouble = new Trouble(
                "Its upgrade to version %s was not completed, and its data cannot go back; upgrade it again, or restart it."
                        .formatted(target.name()),
                rooms.clock().instant(),
                null);
        rooms.change(instanceId, row -> row.withTask(Task.UPGRADE_ERROR, trouble));
    }

    /** An old primary in whose place a newer one opened: it cannot follow that one, and stays stopped. */
    private boolean isOvertaken(DatastoreVersion former) {
        Instance row = rooms.instance(instanceId);
        return row.replicaOf() != null && former.compareNumber(rooms.version(rooms.instance(row.replicaOf()))) < 0;
    }

    private Result ask(Command command) {
        Result result = rooms.agents().ask(instanceId, command, ANSWER);
        if (result instanceof Result.Failed failed) {
            throw new IllegalStateException(failed.message());
        }
        return result;
    }
}
