package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import java.time.Duration;

/** Stops the whole server, agent and engine, and starts both; also an engine that was stopped before. */
public record RebootServer(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(15);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        steps.step("stop server", () -> rooms.compute().stop(instanceId));
        steps.step("start server", () -> rooms.compute().start(instanceId));
        new AgentSteps(steps, rooms)
                .call("start database server", instanceId, new Command.Start(), Duration.ofMinutes(10));
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.NONE, sentence);
    }
}
