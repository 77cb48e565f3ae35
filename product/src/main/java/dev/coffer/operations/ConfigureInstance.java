package dev.coffer.operations;

import dev.coffer.durable.Steps;
import dev.coffer.model.Trouble;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attaches a configuration group to an instance, or detaches it. The instance's row names the group from the moment this is filed; it
 * names the one before again when the server does not take the values.
 *
 * @param values to be set
 * @param formerGroup that was attached before
 * @param formerValues of that group
 */
public record ConfigureInstance(
        String instanceId,
        Map<String, String> values,
        @Nullable String formerGroup,
        Map<String, String> formerValues) implements Action {
    public ConfigureInstance {
        values = Map.copyOf(values);
        formerValues = Map.copyOf(formerValues);
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Configuring configuring = new Configuring(steps, rooms);
        steps.onFailure("set values", () -> {
            rooms.change(instanceId, row -> row.withConfiguration(formerGroup));
            configuring.putBack(instanceId, formerValues);
        });
        configuring.apply("set values", instanceId, values);
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        Trouble trouble = new Trouble(sentence, rooms.clock().instant(), null);
        rooms.change(instanceId, row -> row.withTask(row.task(), trouble));
    }
}
