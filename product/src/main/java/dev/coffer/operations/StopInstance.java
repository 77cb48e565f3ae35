package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import java.time.Duration;

/** Stops the engine, for those who manage the installation. It stays stopped until the instance is restarted. */
public record StopInstance(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        new AgentSteps(steps, rooms)
                .call("stop database server", instanceId, new Command.Stop(), Duration.ofMinutes(5));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.complain(instanceId, sentence);
    }
}
