package dev.coffer.operations;

import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import java.time.Duration;

/** Starts an agent that should run and does not, e.g. after a reboot; the agent brings its engine back. */
public record RecoverInstance(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        steps.step("start agent", () -> rooms.compute().start(instanceId));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.NONE, sentence);
    }
}
