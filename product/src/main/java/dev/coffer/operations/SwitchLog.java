package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import java.time.Duration;

/** Switches a log of an instance on or off, at once and for good. The engine goes on serving; it need not even run. */
public record SwitchLog(String instanceId, String log, boolean enabled) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(2);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        new AgentSteps(steps, rooms)
                .call("switch log", instanceId, new Command.SwitchLog(log, enabled), Duration.ofMinutes(1));
    }

    /** The caller is told; the agent has done it or not. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {}
}
