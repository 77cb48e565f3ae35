package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import java.time.Duration;

/** Takes a module from a running instance. */
public record RemoveModule(String instanceId, String moduleId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        new AgentSteps(steps, rooms)
                .call("remove module", instanceId, new Command.RemoveModule(moduleId), Duration.ofMinutes(2));
        steps.step(
                "forget module",
                () -> rooms.store().change(tx -> tx.appliedModules().forget(instanceId, moduleId)));
    }

    /** The caller is told; the instance is as it was. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {}
}
