package dev.coffer.bus;

import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of its engine every few seconds. Names no instance and no time: both are the control plane's to say, from the
 * connection it came by and its own clock.
 */
public record Heartbeat(
        ServiceStatus status,
        @Nullable String engineVersion,
        @Nullable Role role,
        @Nullable String position,
        @Nullable Double lagSeconds,
        @Nullable Long volumeUsed,
        long term,
        @Nullable String problem,
        Map<String, Double> metrics) {
    private static final int LONGEST_TEXT = 4000;
    private static final int MOST_METRICS = 200;

    public Heartbeat {
        metrics = Map.copyOf(metrics);
    }

    /** Bounded, since the agent may be in hostile hands. */
    public Report report(String instanceId, Instant at) {
        boolean many = metrics.size() > MOST_METRICS;
        return new Report(
                instanceId,
                at,
                status,
                cut(engineVersion, 100),
                role,
                cut(position, LONGEST_TEXT),
                lagSeconds,
                volumeUsed,
                term,
                cut(problem, LONGEST_TEXT),
                many ? Map.of() : metrics);
    }

    private static @Nullable String cut(@Nullable String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
