package dev.coffer.engine.mysql;

import dev.coffer.engine.Health;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a server is asked to know how it is. */
final class SqlHealth implements HealthProbe.Questions<Session> {
    private static final Map<String, String> METRICS = Map.of(
            "threads_connected", "connections",
            "threads_running", "running_queries",
            "queries", "queries",
            "slow_queries", "slow_queries",
            "uptime", "uptime_seconds",
            "rpl_semi_sync_master_clients", "synchronous_replicas",
            "rpl_semi_sync_source_clients", "synchronous_replicas",
            "rpl_semi_sync_master_status", "synchronous",
            "rpl_semi_sync_source_status", "synchronous");

    private final Supplier<Standing> standing;
    private final Supplier<Optional<String>> divergence;
    private final ReplicationWords replication;
    private final Positions positions;
    private final String metrics;

    /**
     * @param divergence why a replica cannot follow its primary, as far as the server itself does not know
     * @param figures database in which the server's figures are
     */
    SqlHealth(
            Supplier<Standing> standing,
            Supplier<Optional<String>> divergence,
            ReplicationWords replication,
            String figures) {
        this.standing = standing;
        this.divergence = divergence;
        this.replication = replication;
        this.positions = replication.positions();
        this.metrics =
                "SELECT VARIABLE_NAME, CASE VARIABLE_VALUE WHEN 'ON' THEN 1 WHEN 'OFF' THEN 0 ELSE VARIABLE_VALUE END FROM "
                        + figures + ".global_status WHERE VARIABLE_NAME IN ("
                        + METRICS.keySet().stream().map(Sql::text).collect(Collectors.joining(", ")) + ")";
    }

    @Override
    public Health ask(Session session, Runnable next) {
        next.run();
        String version = session.text("SELECT @@version");
        next.run();
        String position = positions.of(session);
        next.run();
        Map<String, Double> seen = metrics(session);
        Standing meant = standing.get();
        if (meant != Standing.REPLICA) {
            String problem = meant == Standing.FROZEN ? Standing.FROZEN_SENTENCE : null;
            return new Health(ServiceStatus.HEALTHY, version, Role.PRIMARY, position, null, problem, seen);
        }
        next.run();
        Optional<ReplicaStatus> status = replication.status(session);
        String problem = divergence
                .get()
                .or(() -> status.isEmpty()
                        ? Optional.of(Standing.FOLLOWS_NOBODY)
                        : status.get().problem())
                .orElse(null);
        Optional<ReplicaStatus> connected = status.filter(ReplicaStatus::receiving);
        boolean done = connected
                .filter(now -> positions.contains(position, now.received()))
                .isPresent();
        connected.ifPresent(now -> seen.put("lag_bytes", done ? 0 : now.pending()));
        Double lag =
                done ? Double.valueOf(0) : connected.map(ReplicaStatus::behind).orElse(null);
        return new Health(ServiceStatus.HEALTHY, version, Role.REPLICA, position, lag, problem, seen);
    }

    private Map<String, Double> metrics(Session session) {
        Map<String, Double> seen = new HashMap<>();
        session.rows(row -> Map.entry(row.getString(1).toLowerCase(Locale.ROOT), row.getDouble(2)), metrics)
                .forEach(metric -> seen.put(METRICS.get(metric.getKey()), metric.getValue()));
        return seen;
    }
}
