package dev.coffer.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent saw of its engine, and when. Newer reports replace older ones.
 *
 * @param at when it was seen, by the control plane's clock at arrival
 * @param engineVersion as the engine itself says it, e.g. {@code 11.8.6-MariaDB}
 * @param position replication position, opaque outside the engine (MariaDB: GTID list)
 * @param lagSeconds how far a replica is behind; null when not a replica or unknown
 * @param volumeUsed bytes used by the data directory; null when not measured yet
 * @param term highest term the agent has accepted
 * @param problem sentence of the engine's or agent's current problem, if any
 */
public record Report(
        String instanceId,
        Instant at,
        ServiceStatus status,
        @Nullable String engineVersion,
        @Nullable Role role,
        @Nullable String position,
        @Nullable Double lagSeconds,
        @Nullable Long volumeUsed,
        long term,
        @Nullable String problem,
        Map<String, Double> metrics) {
    public Report {
        metrics = Map.copyOf(metrics);
    }
}
