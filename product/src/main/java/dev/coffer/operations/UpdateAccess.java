package dev.coffer.operations;

import dev.coffer.durable.Steps;
import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.time.Duration;

/**
 * Lets those connect whom the row names, and nobody else. The engine is not touched.
 *
 * @param former what the row said before, and says again when this fails
 */
public record UpdateAccess(String instanceId, Access former) implements Action {
    private static final String STEP = "apply access";

    @Override
    public Duration limit() {
        return Duration.ofMinutes(2);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        steps.step(STEP, () -> rooms.expose(instanceId), () -> putBack(rooms));
        steps.step("activate", () -> rooms.change(instanceId, UpdateAccess::settled));
    }

    private void putBack(Rooms rooms) {
        rooms.change(instanceId, row -> row.withAccess(former));
        rooms.expose(instanceId);
    }

    /** One that waits for a restart goes on waiting. */
    private static Instance settled(Instance row) {
        return row.task() == Task.UPDATING ? row.withTask(Task.NONE, null) : row;
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.complain(instanceId, sentence);
        rooms.change(instanceId, row -> row.task() == Task.UPDATING ? row.withTask(Task.NONE, row.trouble()) : row);
    }
}
