package dev.coffer.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.coffer.durable.NewOperation;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.OperationResourceRow;
import dev.coffer.store.Tables.OperationRow;
import dev.coffer.store.Tables.OutboxRow;
import dev.coffer.store.Tables.StepRow;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Operations and steps as rows. */
final class OperationRows {
    private static final Comparator<Record> NEWEST_FIRST = Comparator.comparing(
                    (Record row) -> row.get(OperationRow.CREATED))
            .thenComparing(row -> row.get(OperationRow.ID))
            .reversed();
    private static final Recipe INSERT = Prepared.insert(
            OperationRow.TABLE,
            List.of(
                    OperationRow.ID,
                    OperationRow.KIND,
                    OperationRow.PROJECT_ID,
                    OperationRow.STATE,
                    OperationRow.INPUT,
                    OperationRow.CREATED,
                    OperationRow.UPDATED,
                    OperationRow.DEADLINE,
                    OperationRow.FENCE,
                    OperationRow.WOKEN,
                    OperationRow.ATTEMPTS,
                    OperationRow.REQUEST_ID));
    private static final Recipe INSERT_RESOURCE = Prepared.insert(
            OperationResourceRow.TABLE,
            List.of(
                    OperationResourceRow.OPERATION_ID,
                    OperationResourceRow.POSITION,
                    OperationResourceRow.RESOURCE_ID));
    /** By way of the resource, which few operations name; those that have not ended may be many. */
    private static final Recipe UNENDED = sql -> sql.select(OperationRow.TABLE.fields())
            .from(OperationResourceRow.TABLE)
            .join(OperationRow.TABLE)
            .on(OperationRow.ID.eq(OperationResourceRow.OPERATION_ID))
            .where(OperationResourceRow.RESOURCE_ID.eq(""))
            .and(OperationRow.ENDED.isNull());

    private final DSLContext sql;
    private final Session session;

    OperationRows(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** All that hold or wait for one of these, newest first. */
    List<Operation> unended(Collection<String> resources) {
        Map<String, Record> found = new HashMap<>();
        for (String resource : resources) {
            session.fetch(UNENDED, resource).forEach(row -> found.put(row.get(OperationRow.ID), row));
        }
        return operations(found.values().stream().sorted(NEWEST_FIRST).toList());
    }

    /** Newest first. */
    List<Operation> where(Condition condition, int limit) {
        return operations(sql.select()
                .from(OperationRow.TABLE)
                .where(condition)
                .orderBy(OperationRow.CREATED.desc(), OperationRow.ID.desc())
                .limit(limit)
                .fetch());
    }

    private List<Operation> operations(List<Record> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<String, List<String>> resources =
                resources(rows.stream().map(row -> row.get(OperationRow.ID)).toList());
        return rows.stream().map(row -> operation(row, resources)).toList();
    }

    private Map<String, List<String>> resources(Collection<String> operationIds) {
        return sql
                .select(OperationResourceRow.OPERATION_ID, OperationResourceRow.RESOURCE_ID)
                .from(OperationResourceRow.TABLE)
                .where(OperationResourceRow.OPERATION_ID.in(operationIds))
                .orderBy(OperationResourceRow.OPERATION_ID, OperationResourceRow.POSITION)
                .fetch()
                .stream()
                .collect(groupingBy(
                        row -> row.get(OperationResourceRow.OPERATION_ID),
                        mapping(row -> row.get(OperationResourceRow.RESOURCE_ID), toList())));
    }

    /** In the order they were filed with. */
    List<String> resourcesOf(String operationId) {
        return resources(List.of(operationId)).getOrDefault(operationId, List.of());
    }

    List<StepRecord> steps(String operationId) {
        return sql.select()
                .from(StepRow.TABLE)
                .where(StepRow.OPERATION_ID.eq(operationId))
                .orderBy(StepRow.POSITION, StepRow.NAME)
                .fetch(OperationRows::step);
    }

    /** When they are due; null for those that are not. */
    Map<String, @Nullable Instant> due(Collection<String> operationIds) {
        Map<String, @Nullable Instant> due = new HashMap<>();
        sql.select(OperationRow.ID, OperationRow.DUE_AT)
                .from(OperationRow.TABLE)
                .where(OperationRow.ID.in(operationIds))
                .forEach(row -> due.put(row.value1(), row.value2()));
        return due;
    }

    /** The last step of each that has begun. */
    Map<String, StepRecord> currentSteps(Collection<String> operationIds) {
        Map<String, StepRecord> current = new HashMap<>();
        sql.select()
                .from(StepRow.TABLE)
                .where(StepRow.OPERATION_ID.in(operationIds))
                .orderBy(StepRow.OPERATION_ID, StepRow.POSITION, StepRow.NAME)
                .forEach(row -> current.put(row.get(StepRow.OPERATION_ID), step(row)));
        return current;
    }

    void remove(Collection<String> operationIds) {
        sql.deleteFrom(StepRow.TABLE)
                .where(StepRow.OPERATION_ID.in(operationIds))
                .execute();
        sql.deleteFrom(OperationResourceRow.TABLE)
                .where(OperationResourceRow.OPERATION_ID.in(operationIds))
                .execute();
        sql.deleteFrom(OperationRow.TABLE)
                .where(OperationRow.ID.in(operationIds))
                .execute();
    }

    /** Inserts it as one that is not due yet. */
    void insert(NewOperation order) {
        Instant now = session.now();
        session.execute(
                INSERT,
                order.id(),
                order.kind(),
                order.projectId(),
                OperationState.QUEUED,
                order.input(),
                now,
                now,
                order.deadline(),
                0L,
                false,
                0,
                order.requestId());
        int position = 0;
        for (String resource : order.resources().stream().distinct().toList()) {
            session.execute(INSERT_RESOURCE, order.id(), position++, resource);
        }
    }

    /** What an ended operation's steps gave may hold secrets, and nobody reads it any more. */
    void wipeResults(String operationId) {
        sql.update(StepRow.TABLE)
                .setNull(StepRow.RESULT)
                .where(StepRow.OPERATION_ID.eq(operationId))
                .and(StepRow.RESULT.isNotNull())
                .execute();
    }

    /** What an ended operation still asks of agents is not sent to them any more. */
    void withdrawCommands(String operationId) {
        sql.deleteFrom(OutboxRow.TABLE)
                .where(OutboxRow.OPERATION_ID.eq(operationId))
                .and(OutboxRow.REPLIED.isNull())
                .execute();
    }

    private static Operation operation(Record row, Map<String, List<String>> resources) {
        String id = row.get(OperationRow.ID);
        return new Operation(
                id,
                row.get(OperationRow.KIND),
                row.get(OperationRow.PROJECT_ID),
                resources.getOrDefault(id, List.of()),
                row.get(OperationRow.STATE),
                row.get(OperationRow.INPUT),
                row.get(OperationRow.CREATED),
                row.get(OperationRow.UPDATED),
                row.get(OperationRow.DEADLINE),
                row.get(OperationRow.ENDED),
                row.get(OperationRow.ATTEMPTS),
                row.get(OperationRow.WAITING_FOR),
                row.get(OperationRow.ERROR),
                row.get(OperationRow.REQUEST_ID));
    }

    private static StepRecord step(Record row) {
        return new StepRecord(
                row.get(StepRow.OPERATION_ID),
                row.get(StepRow.NAME),
                row.get(StepRow.POSITION),
                row.get(StepRow.STATE),
                row.get(StepRow.ATTEMPTS),
                row.get(StepRow.STARTED),
                row.get(StepRow.ENDED),
                row.get(StepRow.RESULT),
                row.get(StepRow.ERROR));
    }
}
