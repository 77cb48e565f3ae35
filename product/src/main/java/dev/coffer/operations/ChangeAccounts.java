package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import java.time.Duration;

/**
 * Changes databases, users, grants or root of a running instance. The instance's task does not change: the engine goes on serving.
 *
 * @param command one of the accounts commands
 */
public record ChangeAccounts(String instanceId, Command command) implements Action {
    static final String STEP = "change accounts";

    @Override
    public Duration limit() {
        return Duration.ofMinutes(2);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        new AgentSteps(steps, rooms).call(STEP, instanceId, command, Duration.ofMinutes(1));
    }

    /** The caller is told; the instance is as it was. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {}
}
