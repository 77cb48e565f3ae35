package dev.coffer.store;

import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.ReportRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The newest report of each instance. */
public final class Reports {
    private static final List<Field<?>> FIELDS = List.of(ReportRow.TABLE.fields());

    private final DSLContext sql;

    Reports(Session session) {
        sql = session.sql();
    }

    /** Writes them in one batch; older ones than what is stored, and ones of instances that are gone, are dropped. */
    public void put(List<Report> reports) {
        if (reports.isEmpty()) {
            return;
        }
        Map<String, Report> newest = new LinkedHashMap<>();
        for (Report report : reports) {
            newest.merge(report.instanceId(), report, (one, other) -> other.at().isBefore(one.at()) ? one : other);
        }
        Map<String, @Nullable Instant> stored = liveInstances(newest.keySet());
        List<Report> first = new ArrayList<>();
        List<Report> next = new ArrayList<>();
        for (Report report : newest.values()) {
            if (stored.containsKey(report.instanceId())) {
                (stored.get(report.instanceId()) == null ? first : next).add(report);
            }
        }
        insert(first);
        replace(next);
    }

    /** Those seen by a clock that was ahead would be taken for newer than all that come. */
    public void correctFuture(Instant now) {
        sql.update(ReportRow.TABLE)
                .set(ReportRow.SEEN_AT, now)
                .where(ReportRow.SEEN_AT.gt(now))
                .execute();
    }

    /** When their stored report was seen, null for none. */
    private Map<String, @Nullable Instant> liveInstances(Collection<String> instanceIds) {
        Map<String, @Nullable Instant> seen = new HashMap<>();
        sql.select(InstanceRow.ID, ReportRow.SEEN_AT)
                .from(InstanceRow.TABLE)
                .leftJoin(ReportRow.TABLE)
                .on(ReportRow.INSTANCE_ID.eq(InstanceRow.ID))
                .where(InstanceRow.ID.in(instanceIds))
                .and(InstanceRow.DELETED.isNull())
                .forEach(row -> seen.put(row.get(InstanceRow.ID), row.get(ReportRow.SEEN_AT)));
        return seen;
    }

    private void insert(List<Report> reports) {
        if (reports.isEmpty()) {
            return;
        }
        BatchBindStep batch = sql.batch(sql.insertInto(ReportRow.TABLE, FIELDS)
                .values(new @Nullable Object[FIELDS.size()])
                .onConflict(ReportRow.INSTANCE_ID)
                .doNothing());
        for (Report report : reports) {
            batch = batch.bind(values(report).toArray());
        }
        batch.execute();
    }

    private void replace(List<Report> reports) {
        if (reports.isEmpty()) {
            return;
        }
        Map<Field<?>, @Nullable Object> nothing = new LinkedHashMap<>();
        FIELDS.forEach(field -> nothing.put(field, null));
        BatchBindStep batch = sql.batch(sql.update(ReportRow.TABLE)
                .set(nothing)
                .where(ReportRow.INSTANCE_ID.eq(""))
                .and(ReportRow.SEEN_AT.le(Instant.EPOCH)));
        for (Report report : reports) {
            List<@Nullable Object> values = values(report);
            values.add(report.instanceId());
            values.add(report.at());
            batch = batch.bind(values.toArray());
        }
        batch.execute();
    }

    /** In the order of the columns. */
    private static List<@Nullable Object> values(Report report) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(report.instanceId());
        values.add(report.at());
        values.add(report.status());
        values.add(report.engineVersion());
        values.add(report.role());
        values.add(report.position());
        values.add(report.lagSeconds());
        values.add(report.volumeUsed());
        values.add(report.term());
        values.add(report.problem());
        values.add(Json.write(report.metrics()));
        return values;
    }

    static Report report(Record row) {
        return new Report(
                row.get(ReportRow.INSTANCE_ID),
                row.get(ReportRow.SEEN_AT),
                row.get(ReportRow.STATUS),
                row.get(ReportRow.ENGINE_VERSION),
                row.get(ReportRow.ROLE),
                row.get(ReportRow.POSITION),
                row.get(ReportRow.LAG_SECONDS),
                row.get(ReportRow.VOLUME_USED),
                row.get(ReportRow.TERM),
                row.get(ReportRow.PROBLEM),
                Json.numbers(row.get(ReportRow.METRICS)));
    }

    /** What was seen of an engine, as far as its health goes. */
    public record Vitals(
            String instanceId,
            Instant at,
            ServiceStatus status,
            @Nullable Role role,
            @Nullable Double lagSeconds,
            @Nullable Long volumeUsed,
            @Nullable String problem) {}

    /** Of all instances. */
    public List<Vitals> vitals() {
        return sql.select(
                        ReportRow.INSTANCE_ID,
                        ReportRow.SEEN_AT,
                        ReportRow.STATUS,
                        ReportRow.ROLE,
                        ReportRow.LAG_SECONDS,
                        ReportRow.VOLUME_USED,
                        ReportRow.PROBLEM)
                .from(ReportRow.TABLE)
                .fetch(row -> new Vitals(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6(),
                        row.value7()));
    }

    public Optional<Report> find(String instanceId) {
        return find(List.of(instanceId)).stream().findFirst();
    }

    public List<Report> find(Collection<String> instanceIds) {
        return sql.select()
                .from(ReportRow.TABLE)
                .where(ReportRow.INSTANCE_ID.in(instanceIds))
                .fetch(Reports::report);
    }
}
