package dev.coffer.store;

import dev.coffer.durable.OperationState;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.store.Tables.DatastoreRow;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.OperationRow;
import dev.coffer.store.Tables.OutboxRow;
import dev.coffer.store.Tables.ReportRow;
import dev.coffer.store.Tables.VersionRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Figures of everything there is, each read by one statement however much there is. */
public final class Figures {

    /**
     * @param version of the datastore
     * @param volumeSize GiB
     * @param seen empty when its agent has not reported yet
     */
    public record OfInstance(
            String id,
            String projectId,
            String name,
            String datastore,
            String version,
            Task task,
            int volumeSize,
            Optional<Seen> seen) {}

    /** What its agent reported last. */
    public record Seen(
            Instant at,
            ServiceStatus status,
            @Nullable Role role,
            @Nullable Double lagSeconds,
            @Nullable Long volumeUsed,
            Map<String, Double> metrics) {}

    /** How many operations of a kind are in a state. */
    public record OfOperations(String kind, OperationState state, int count) {}

    /**
     * Commands that still make sense.
     *
     * @param unacknowledged agents have not said that they have them
     * @param unanswered with those
     * @param oldest of them; null for none
     */
    public record OfOutbox(
            int unacknowledged, int unanswered, @Nullable Instant oldest) {}

    private final DSLContext sql;
    private final Session session;

    Figures(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** Of all instances, by id. */
    public List<OfInstance> instances() {
        return sql.select(
                        InstanceRow.ID,
                        InstanceRow.PROJECT_ID,
                        InstanceRow.NAME,
                        InstanceRow.TASK,
                        InstanceRow.VOLUME_SIZE,
                        DatastoreRow.NAME,
                        VersionRow.NAME,
                        ReportRow.SEEN_AT,
                        ReportRow.STATUS,
                        ReportRow.ROLE,
                        ReportRow.LAG_SECONDS,
                        ReportRow.VOLUME_USED,
                        ReportRow.METRICS)
                .from(InstanceRow.TABLE)
                .join(VersionRow.TABLE)
                .on(VersionRow.ID.eq(InstanceRow.DATASTORE_VERSION_ID))
                .join(DatastoreRow.TABLE)
                .on(DatastoreRow.ID.eq(VersionRow.DATASTORE_ID))
                .leftJoin(ReportRow.TABLE)
                .on(ReportRow.INSTANCE_ID.eq(InstanceRow.ID))
                .where(InstanceRow.DELETED.isNull())
                .orderBy(InstanceRow.ID)
                .fetch(Figures::instance);
    }

    private static OfInstance instance(Record row) {
        return new OfInstance(
                row.get(InstanceRow.ID),
                row.get(InstanceRow.PROJECT_ID),
                row.get(InstanceRow.NAME),
                row.get(DatastoreRow.NAME),
                row.get(VersionRow.NAME),
                row.get(InstanceRow.TASK),
                row.get(InstanceRow.VOLUME_SIZE),
                Optional.ofNullable(row.get(ReportRow.SEEN_AT)).map(at -> seen(at, row)));
    }

    private static Seen seen(Instant at, Record row) {
        return new Seen(
                at,
                row.get(ReportRow.STATUS),
                row.get(ReportRow.ROLE),
                row.get(ReportRow.LAG_SECONDS),
                row.get(ReportRow.VOLUME_USED),
                Json.numbers(row.get(ReportRow.METRICS)));
    }

    /** Of those that have not ended. */
    public List<OfOperations> operations() {
        return sql.select(OperationRow.KIND, OperationRow.STATE, DSL.count())
                .from(OperationRow.TABLE)
                .where(OperationRow.ENDED.isNull())
                .groupBy(OperationRow.KIND, OperationRow.STATE)
                .orderBy(OperationRow.KIND, OperationRow.STATE)
                .fetch(row -> new OfOperations(
                        row.get(OperationRow.KIND), row.get(OperationRow.STATE), row.get(DSL.count())));
    }

    public OfOutbox outbox() {
        return sql.select(DSL.count(), DSL.count(OutboxRow.RECEIVED), DSL.min(OutboxRow.CREATED))
                .from(OutboxRow.TABLE)
                .where(OutboxRow.REPLIED.isNull())
                .and(OutboxRow.DEADLINE.ge(session.now()))
                .fetchSingle(row ->
                        new OfOutbox(row.value1() - row.value2(), row.value1(), row.get(DSL.min(OutboxRow.CREATED))));
    }
}
