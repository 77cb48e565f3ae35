package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Flavor;
import dev.coffer.model.Task;
import java.time.Duration;

/**
 * Gives an instance the memory and processors of another flavor. Its engine is stopped meanwhile, since it may hold more memory than it
 * will be allowed, and is tuned when it starts. One that does not start goes back to the old flavor.
 */
public record ResizeFlavor(String instanceId, String flavorId) implements Action {
    private static final Duration STOP = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofMinutes(10);
    private static final String STOPPING = "stop database server";

    @Override
    public Duration limit() {
        return Duration.ofMinutes(30);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Flavor former = steps.step(
                "read flavor",
                Flavor.class,
                () -> flavor(rooms, rooms.instance(instanceId).flavorId()));
        Flavor wanted = steps.step("read new flavor", Flavor.class, () -> flavor(rooms, flavorId));
        AgentSteps agents = new AgentSteps(steps, rooms);

        steps.onFailure(STOPPING, () -> goBack(rooms, former));
        agents.call(STOPPING, instanceId, new Command.Stop(), STOP);
        steps.step("change limits", () -> rooms.compute().resize(instanceId, wanted));
        agents.call("start database server", instanceId, new Command.Start(), START);
        steps.step(
                "activate",
                () -> rooms.change(instanceId, row -> row.withFlavor(flavorId).withTask(Task.NONE, null)));
    }

    private static Flavor flavor(Rooms rooms, String id) {
        return rooms.store()
                .read(tx -> tx.flavors().find(id))
                .orElseThrow(() -> new PermanentFailure("There is no flavor %s any more.".formatted(id)));
    }

    private void goBack(Rooms rooms, Flavor former) {
        rooms.compute().resize(instanceId, former);
        if (rooms.agents().ask(instanceId, new Command.Restart(), Duration.ofMinutes(1))
                instanceof Result.Failed failed) {
            throw new IllegalStateException(failed.message());
        }
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.NONE, sentence);
    }
}
