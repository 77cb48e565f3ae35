package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.Task;
import java.time.Duration;
import java.util.List;

/** Makes the server of a new primary, its databases and users. */
public record CreateInstance(String instanceId, List<DatabaseSpec> databases, List<UserSpec> users) implements Action {
    public CreateInstance {
        databases = List.copyOf(databases);
        users = List.copyOf(users);
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(30);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        new Site(steps, rooms, instanceId).build();
        new Configuring(steps, rooms).prepare(instanceId);
        new AgentSteps(steps, rooms)
                .call(
                        "create database server",
                        instanceId,
                        new Command.Create(databases, users),
                        Duration.ofMinutes(10));
        new ModuleSteps(steps, rooms, instanceId).applyWanted();
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.BUILD_ERROR, sentence);
    }
}
