package dev.coffer.engine.postgresql;

import dev.coffer.engine.Health;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL is asked to know how it is. It counts no statements, so {@code queries} are transactions. */
final class PostgresqlHealth implements HealthProbe.Questions<Session> {
    private static final List<String> METRICS = List.of(
            "connections", "running_queries", "queries", "uptime_seconds", "synchronous_replicas", "synchronous");

    private static final String QUERY = """
            SELECT count(*), count(*) FILTER (WHERE state = 'active'),
                (SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database),
                extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()),
                (SELECT count(*) FROM pg_stat_replication WHERE usename = 'coffer_replication' AND state = 'streaming'),
                (current_setting('synchronous_standby_names') <> '')::int,
                current_setting('server_version')
            FROM pg_stat_activity WHERE backend_type = 'client backend'
            """;

    private final Supplier<Standing> standing;
    private final Parting parting;

    PostgresqlHealth(Supplier<Standing> standing, Parting parting) {
        this.standing = standing;
        this.parting = parting;
    }

    private record Seen(String version, Map<String, Double> metrics) {
        static Seen read(ResultSet row) throws SQLException {
            Map<String, Double> metrics = new HashMap<>();
            for (int i = 0; i < METRICS.size(); i++) {
                metrics.put(METRICS.get(i), row.getDouble(i + 1));
            }
            return new Seen(row.getString(METRICS.size() + 1).split(" ")[0], metrics);
        }
    }

    @Override
    public Health ask(Session session, Runnable next) {
        next.run();
        Seen seen = session.row(Seen::read, QUERY).orElseThrow();
        next.run();
        String position = Position.applied(session).toString();
        Standing meant = standing.get();
        if (meant != Standing.REPLICA) {
            String problem = meant == Standing.FROZEN ? Standing.FROZEN_SENTENCE : null;
            return new Health(
                    ServiceStatus.HEALTHY, seen.version(), Role.PRIMARY, position, null, problem, seen.metrics());
        }
        next.run();
        Following following = Following.read(session);
        Double behind = following.behind();
        if (behind != null) {
            seen.metrics().put("lag_bytes", behind);
        }
        return new Health(
                ServiceStatus.HEALTHY,
                seen.version(),
                Role.REPLICA,
                position,
                following.lag(),
                problem(following),
                seen.metrics());
    }

    private @Nullable String problem(Following following) {
        if (!following.told()) {
            return parting.reason().orElse(Standing.FOLLOWS_NOBODY);
        }
        if (following.paused()) {
            return "The replica applies nothing: its primary was given more connections or workers than the replica has. It is restarted.";
        }
        return following.streaming()
                ? null
                : parting.reason().orElse("The replica is not connected to its primary; it keeps trying.");
    }
}
