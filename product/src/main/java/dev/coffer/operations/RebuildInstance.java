package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import java.time.Duration;

/** Makes the server anew from the image of its version, around its data; the agent enrols again. Also mends an agent that hangs. */
public record RebuildInstance(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(30);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        new Site(steps, rooms, instanceId).rebuild();
        new AgentSteps(steps, rooms)
                .call("start database server", instanceId, new Command.Start(), Duration.ofMinutes(10));
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.NONE, sentence);
    }
}
