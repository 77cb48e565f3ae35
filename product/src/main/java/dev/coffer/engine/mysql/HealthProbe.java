package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Health;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at a server, quickly and without ever failing. Keeps its session, so that looking costs the server little. */
final class HealthProbe {
    private static final Duration LIMIT = Duration.ofMillis(1_800);

    private final MariadbServer.Sessions sessions;
    private final Supplier<Standing> standing;
    private @Nullable Session kept;

    HealthProbe(MariadbServer.Sessions sessions, Supplier<Standing> standing) {
        this.sessions = sessions;
        this.standing = standing;
    }

    /** What can be seen without asking the server. */
    record Outside(boolean initialised, boolean shouldRun, boolean starting, BooleanSupplier runs) {}

    synchronized Health look(Outside outside) {
        try {
            if (!outside.initialised()) {
                return Health.down(ServiceStatus.NEW, null);
            }
            if (!outside.shouldRun() && !outside.starting()) {
                forget();
                return Health.down(ServiceStatus.SHUTDOWN, null);
            }
            return ask(System.nanoTime() + LIMIT.toNanos());
        } catch (RuntimeException failure) {
            forget();
            return silent(outside, failure);
        }
    }

    private static Health silent(Outside outside, RuntimeException failure) {
        if (outside.starting()) {
            return Health.down(ServiceStatus.RESTARTING, null);
        }
        if (!outside.runs().getAsBoolean()) {
            return Health.down(ServiceStatus.CRASHED, "The database server has ended unexpectedly; its log says why.");
        }
        String why = failure instanceof EngineFailure known ? known.getMessage() : failure.toString();
        return Health.down(ServiceStatus.BLOCKED, "The database server runs but does not answer. " + why);
    }

    private void forget() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    private Health ask(long deadline) {
        if (kept != null) {
            try {
                return ask(kept, deadline);
            } catch (EngineFailure stale) {
                forget(); // the server may have been started anew
            }
        }
        Session fresh = sessions.open(left(deadline));
        kept = fresh;
        return ask(fresh, deadline);
    }

    private Health ask(Session session, long deadline) {
        session.patience(left(deadline));
        String version = session.text("SELECT @@version");
        session.patience(left(deadline));
        String position = Gtids.parse(session.text("SELECT @@GLOBAL.gtid_binlog_pos"))
                .and(Gtids.parse(session.text("SELECT @@GLOBAL.gtid_slave_pos")))
                .toString();
        session.patience(left(deadline));
        Map<String, Double> metrics = metrics(session);
        Standing meant = standing.get();
        if (meant != Standing.REPLICA) {
            String problem = meant == Standing.FROZEN ? "Writes are stopped while the primary is being changed." : null;
            return new Health(ServiceStatus.HEALTHY, version, Role.PRIMARY, position, null, problem, metrics);
        }
        session.patience(left(deadline));
        Optional<SlaveStatus> status = SlaveStatus.read(session);
        String problem = status.isEmpty()
                ? "The replica does not follow a primary yet."
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
                .forEach(metric -> metrics.put(NAMES.get(metric.getKey()), metric.getValue()));
        return metrics;
    }

    private static final Map<String, String> NAMES = Map.of(
            "threads_connected", "connections",
            "threads_running", "running_queries",
            "queries", "queries",
            "slow_queries", "slow_queries",
            "uptime", "uptime_seconds",
            "rpl_semi_sync_master_clients", "synchronous_replicas",
            "rpl_semi_sync_master_status", "synchronous");

    private static Duration left(long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw new EngineFailure(Kind.PASSING, "It did not answer within two seconds.");
        }
        return left;
    }
}
