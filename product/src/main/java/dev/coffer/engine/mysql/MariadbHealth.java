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

/** What MariaDB is asked to know how it is. */
final class MariadbHealth implements HealthProbe.Questions<Session> {
    private static final Map<String, String> METRICS = Map.of(
            "threads_connected", "connections",
            "threads_running", "running_queries",
            "queries", "queries",
            "slow_queries", "slow_queries",
            "uptime", "uptime_seconds",
            "rpl_semi_sync_master_clients", "synchronous_replicas",
            "rpl_semi_sync_master_status", "synchronous");

    private final Supplier<Standing> standing;

    MariadbHealth(Supplier<Standing> standing) {
        this.standing = standing;
    }

    @Override
    public Health ask(Session session, Runnable next) {
        next.run();
        String version = session.text("SELECT @@version");
        next.run();
        String position = Gtids.parse(session.text("SELECT @@GLOBAL.gtid_binlog_pos"))
                .and(Gtids.parse(session.text("SELECT @@GLOBAL.gtid_slave_pos")))
                .toString();
        next.run();
        Map<String, Double> metrics = metrics(session);
        Standing meant = standing.get();
        if (meant != Standing.REPLICA) {
            String problem = meant == Standing.FROZEN ? Standing.FROZEN_SENTENCE : null;
            return new Health(ServiceStatus.HEALTHY, version, Role.PRIMARY, position, null, problem, metrics);
        }
        next.run();
        Optional<SlaveStatus> status = SlaveStatus.read(session);
        String problem = status.isEmpty()
                ? Standing.FOLLOWS_NOBODY
                : status.get().problem().orElse(null);
        Double lag = status.flatMap(now -> lag(now, position)).orElse(null);
        return new Health(ServiceStatus.HEALTHY, version, Role.REPLICA, position, lag, problem, metrics);
    }

    /**
     * None while connected and everything received is applied; else the server's own estimate, which is of use only then; unknown
     * without connection.
     */
    private static Optional<Double> lag(SlaveStatus status, String position) {
        if (!status.receiving()) {
            return Optional.empty();
        }
        return Gtids.parse(position).contains(status.received())
                ? Optional.of(0.0)
                : Optional.ofNullable(status.behind());
    }

    private static Map<String, Double> metrics(Session session) {
        Map<String, Double> metrics = new HashMap<>();
        session.rows(
                        row -> Map.entry(row.getString(1).toLowerCase(Locale.ROOT), row.getDouble(2)),
                        "SELECT VARIABLE_NAME, CASE VARIABLE_VALUE WHEN 'ON' THEN 1 WHEN 'OFF' THEN 0 ELSE VARIABLE_VALUE END"
                                + " FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('THREADS_CONNECTED',"
                                + " 'THREADS_RUNNING', 'QUERIES', 'SLOW_QUERIES', 'UPTIME', 'RPL_SEMI_SYNC_MASTER_CLIENTS',"
                                + " 'RPL_SEMI_SYNC_MASTER_STATUS')")
                .forEach(metric -> metrics.put(METRICS.get(metric.getKey()), metric.getValue()));
        return metrics;
    }
}
