package dev.coffer.engine.cassandra;

import dev.coffer.engine.Health;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.util.Map;

/** What Cassandra is asked to know how it is. */
final class CassandraHealth implements HealthProbe.Questions<Session> {

    @Override
    public Health ask(Session session, Runnable next) {
        next.run();
        Row local = session.onlyRow(
                "SELECT release_version, to_unix_timestamp(now()), gossip_generation FROM system.local WHERE key = 'local'");
        next.run();
        double connections =
                session.rows("SELECT port FROM system_views.clients").size();
        next.run();
        double queries = session.rows("SELECT name, value FROM system_views.cql_metrics").stream()
                .filter(row -> row.text(0).endsWith("_statements_executed"))
                .mapToDouble(row -> row.decimal(1))
                .sum();
        // A server counts as one generation from its start on.
        double uptime = Math.max(0, local.number(1) / 1_000.0 - local.number(2));
        Map<String, Double> metrics = Map.of("connections", connections, "queries", queries, "uptime_seconds", uptime);
        return new Health(ServiceStatus.HEALTHY, local.text(0), Role.PRIMARY, null, null, null, metrics);
    }
}
