package dev.coffer.engine.mongodb;

import dev.coffer.engine.Health;
import dev.coffer.engine.server.HealthProbe;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.util.HashMap;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What MongoDB is asked to know how it is. */
final class MongodbHealth implements HealthProbe.Questions<Session> {
    private static final String CLOSED =
            "The database server takes no changes: it is not primary of its set. It elects itself; its log says what keeps it.";

    @Override
    public Health ask(Session session, Runnable next) {
        next.run();
        boolean writable = ReplicaSet.isWritable(session.hello());
        next.run();
        return seen(
                writable,
                session.admin(new Document("serverStatus", 1)
                        .append("metrics", 0)
                        .append("locks", 0)
                        .append("wiredTiger", 0)
                        .append("tcmalloc", 0)));
    }

    static Health seen(boolean writable, Document status) {
        return new Health(
                writable ? ServiceStatus.HEALTHY : ServiceStatus.BLOCKED,
                status.getString("version"),
                Role.PRIMARY,
                null,
                null,
                writable ? null : CLOSED,
                metrics(status));
    }

    private static Map<String, Double> metrics(Document status) {
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("uptime_seconds", number(status.get("uptime")));
        metrics.put(
                "connections", number(status.get("connections", Document.class).get("current")));
        metrics.put(
                "queries",
                status.get("opcounters", Document.class).values().stream()
                        .mapToDouble(MongodbHealth::number)
                        .sum());
        return metrics;
    }

    /** Counters are numbers of any kind; beside them stand documents of what is deprecated. */
    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
