package dev.coffer.engine.redis;

import dev.coffer.engine.Health;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server is asked to know how it is. */
final class RedisHealth implements HealthProbe.Questions<Session> {
    private static final Map<String, String> METRICS = Map.of(
            "connected_clients", "connections",
            "total_commands_processed", "queries",
            "uptime_in_seconds", "uptime_seconds",
            "used_memory", "memory_used_bytes",
            "evicted_keys", "evicted_keys");

    private final Family family;
    private final Supplier<Standing> standing;
    private final RedisReplication replication;

    RedisHealth(Family family, Supplier<Standing> standing, RedisReplication replication) {
        this.family = family;
        this.standing = standing;
        this.replication = replication;
    }

    @Override
    public Health ask(Session session, Runnable next) {
        next.run();
        Map<String, String> info = session.info();
        if (info.getOrDefault("loading", "0").equals("1")) {
            return Health.down(ServiceStatus.RESTARTING, "The database server loads its data.");
        }
        next.run();
        session.ask("PING");
        next.run();
        String position = replication.whereabouts().now(session).toString();
        String version = info.get(family.versionField());
        Standing meant = standing.get();
        ReplicationStatus status = new ReplicationStatus(info);
        Map<String, Double> metrics = metrics(info);
        if (meant != Standing.REPLICA) {
            String problem = meant == Standing.FROZEN ? Standing.FROZEN_SENTENCE : null;
            return new Health(ServiceStatus.HEALTHY, version, Role.PRIMARY, position, null, problem, metrics);
        }
        status.behind().ifPresent(bytes -> metrics.put("lag_bytes", bytes.doubleValue()));
        return new Health(
                ServiceStatus.HEALTHY, version, Role.REPLICA, position, lag(status), problem(status), metrics);
    }

    /** None while connected and everything received is applied; unknown without connection. */
    private static @Nullable Double lag(ReplicationStatus status) {
        return status.behind()
                .map(bytes -> bytes == 0 ? 0.0 : Math.max(1.0, status.silent()))
                .orElse(null);
    }

    private @Nullable String problem(ReplicationStatus status) {
        String diverged = replication.following().problem().orElse(null);
        if (diverged != null) {
            return diverged;
        }
        if (!status.follows()) {
            return Standing.FOLLOWS_NOBODY;
        }
        return status.isUp() ? null : "The replica has no connection to its primary, or receives its data.";
    }

    private static Map<String, Double> metrics(Map<String, String> info) {
        Map<String, Double> metrics = new HashMap<>();
        METRICS.forEach((field, name) -> {
            String value = info.get(field);
            if (value != null) {
                metrics.put(name, Double.parseDouble(value));
            }
        });
        metrics.put("keys", keys(info));
        return metrics;
    }

    /** {@code db0:keys=3,expires=0,…} for each database in use. */
    private static double keys(Map<String, String> info) {
        long keys = 0;
        for (int database = 0; database < Options.OWN_DATABASE; database++) {
            String numbers = info.getOrDefault("db" + database, "keys=0,");
            keys += Long.parseLong(numbers.substring("keys=".length(), numbers.indexOf(',')));
        }
        return keys;
    }
}
