package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import java.time.Duration;

/** Restarts the engine; also starts one that was stopped after an ejection. */
public record RestartInstance(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(15);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        steps.step("start agent", () -> rooms.compute().start(instanceId));
        new AgentSteps(steps, rooms)
                .call("restart database server", instanceId, new Command.Restart(), Duration.ofMinutes(10));
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.NONE, sentence);
    }
}
