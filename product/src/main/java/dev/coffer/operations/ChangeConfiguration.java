package dev.coffer.operations;

import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.ConfigurationGroup;
import dev.coffer.store.StaleWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a configuration group other values, on all instances that have it or on none. Filed on the first of them, holding all of them
 * and the group.
 *
 * @param now the values; {@code former} those before
 */
public record ChangeConfiguration(
        String instanceId, String groupId, List<String> instances, Content now, Content former) implements Action {
    private static final int WRITE_ATTEMPTS = 20;

    /**
     * What of a group can change.
     *
     * @param values as the tenant wrote them
     * @param settings as engines take them
     */
    public record Content(String name, @Nullable String description, String values, Map<String, String> settings) {
        public Content {
            settings = Map.copyOf(settings);
        }

        public static Content of(ConfigurationGroup group) {
            return new Content(group.name(), group.description(), group.values(), group.settings());
        }

        ConfigurationGroup in(ConfigurationGroup group) {
            return group.withWords(name, description).withValues(values, settings);
        }
    }

    public ChangeConfiguration {
        instances = List.copyOf(instances);
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Configuring configuring = new Configuring(steps, rooms);
        steps.step("change group", () -> write(rooms, now), () -> write(rooms, former));
        for (String instance : instances) {
            String step = "set values: " + instance;
            steps.onFailure(step, () -> configuring.putBack(instance, former.settings()));
            try {
                configuring.apply(step, instance, now.settings());
            } catch (PermanentFailure failure) {
                throw new PermanentFailure(
                        "Instance %s does not take the values, so the group and its instances stay as they were. %s"
                                .formatted(instance, failure.getMessage()),
                        failure);
            }
        }
    }

    private void write(Rooms rooms, Content content) {
        for (int attempt = 1; ; attempt++) {
            try {
                rooms.store()
                        .change(tx -> tx.configurations()
                                .find(groupId)
                                .ifPresent(group -> tx.configurations().update(content.in(group))));
                return;
            } catch (StaleWrite stale) {
                if (attempt == WRITE_ATTEMPTS) {
                    throw stale;
                }
            }
        }
    }

    /** The caller is told; group and instances are as they were. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {}
}
