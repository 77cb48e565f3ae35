package dev.coffer.engine;

import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an engine says of itself.
 *
 * @param status HEALTHY when it answers queries; CRASHED when it should run and does not; SHUTDOWN when it was stopped
 * @param position replication position, opaque outside the engine
 * @param lagSeconds of a replica, null when unknown
 * @param problem a sentence, e.g. that replication stopped and why
 * @param metrics at least {@code connections}, {@code queries} and {@code uptime_seconds}; of a replica {@code lag_bytes} too, the bytes of
 *     changes it knows of and has not applied, while that is known
 */
public record Health(
        ServiceStatus status,
        @Nullable String version,
        @Nullable Role role,
        @Nullable String position,
        @Nullable Double lagSeconds,
        @Nullable String problem,
        Map<String, Double> metrics) {
    public Health {
        metrics = Map.copyOf(metrics);
    }

    public Health withProblem(String sentence) {
        return new Health(status, version, role, position, lagSeconds, sentence, metrics);
    }

    public static Health down(ServiceStatus status, @Nullable String problem) {
        return new Health(status, null, null, null, null, problem, Map.of());
    }
}
