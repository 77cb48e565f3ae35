package dev.coffer.bus;

import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
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
    private static final Pattern METRIC = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    public Heartbeat {
        metrics = Map.copyOf(metrics);
    }

    /**
     * Bounded, since the agent may be in hostile hands: one report that cannot be stored would keep those of all others from being
     * stored.
     */
    public Report report(String instanceId, Instant at) {
        return new Report(
                instanceId,
                at,
                status,
                Hearsay.plainIfAny(engineVersion, 100),
                role,
                Hearsay.plainIfAny(position, LONGEST_TEXT),
                lagSeconds == null || !isSound(lagSeconds) ? null : lagSeconds,
                volumeUsed == null || volumeUsed < 0 ? null : volumeUsed,
                term,
                Hearsay.plainIfAny(problem, LONGEST_TEXT),
                metrics.size() > MOST_METRICS ? Map.of() : soundMetrics());
    }

    private Map<String, Double> soundMetrics() {
        return metrics.entrySet().stream()
                .filter(metric -> Double.isFinite(metric.getValue()))
                .filter(metric -> METRIC.matcher(metric.getKey()).matches())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isSound(double number) {
        return Double.isFinite(number) && number >= 0;
    }
}
