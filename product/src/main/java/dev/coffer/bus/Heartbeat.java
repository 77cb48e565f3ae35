package dev.coffer.bus;

import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
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
        return new Report(
                instanceId,
                at,
                status,
                cut(engineVersion, 100),
                role,
                cut(position, LONGEST_TEXT),
                lagSeconds == null || !isSound(lagSeconds) ? null : lagSeconds,
                volumeUsed == null || volumeUsed < 0 ? null : volumeUsed,
                term,
                cut(problem, LONGEST_TEXT),
                metrics.size() > MOST_METRICS ? Map.of() : soundMetrics());
    }

    private Map<String, Double> soundMetrics() {
        return metrics.entrySet().stream()
                .filter(metric -> Double.isFinite(metric.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isSound(double number) {
        return Double.isFinite(number) && number >= 0;
    }

    /** Also without the character that PostgreSQL stores nowhere: one such report would keep all others from being stored. */
    private static @Nullable String cut(@Nullable String text, int length) {
        return text == null
                ? null
                : text.substring(0, Math.min(length, text.length())).replace('\0', ' ');
    }
}
