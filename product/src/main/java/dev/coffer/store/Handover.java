package dev.coffer.store;

import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.HandoverRow;
import dev.coffer.store.Tables.OperationLockRow;
import dev.coffer.store.Tables.OperationResourceRow;
import dev.coffer.store.Tables.OperationRow;
import dev.coffer.store.Tables.StepRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Hands resources from one operation to the next.
 *
 * <p>Two transactions that each end an operation must not both overlook the third that waits for both: whoever hands over holds the
 * one row of {@code operation_handover} meanwhile. An operation that is not leased and not ended is in one of three places: it has its
 * locks and a due time; it has its locks and its due time is when the lease of a cancelled one runs out (lingering runner); or it has
 * neither and waits in the queue.
 */
final class Handover {
    private static final Recipe LOCKED =
            sql -> sql.selectOne().from(OperationLockRow.TABLE).where(OperationLockRow.RESOURCE_ID.eq(""));
    private static final Recipe LOCK = Prepared.insert(
            OperationLockRow.TABLE, List.of(OperationLockRow.RESOURCE_ID, OperationLockRow.OPERATION_ID));
    private static final Recipe MAKE_DUE = sql -> sql.update(OperationRow.TABLE)
            .set(OperationRow.DUE_AT, Instant.EPOCH)
            .where(OperationRow.ID.eq(""));
    private static final Recipe LINGERING = sql -> sql.select(OperationRow.LEASE_UNTIL)
            .from(OperationResourceRow.TABLE)
            .join(OperationRow.TABLE)
            .on(OperationRow.ID.eq(OperationResourceRow.OPERATION_ID))
            .where(OperationResourceRow.RESOURCE_ID.eq(""))
            .and(OperationRow.STATE.eq(DSL.inline(OperationState.CANCELLED, OperationRow.STATE)))
            .and(OperationRow.OWNER.isNotNull());

    private final DSLContext sql;
    private final Session session;
    private final OperationRows rows;

    Handover(Session session, OperationRows rows) {
        this.session = session;
        this.rows = rows;
        sql = session.sql();
    }

    /** To be called before anything is read that the handing over depends on. */
    void begin() {
        if (session.locksRows()) {
            sql.select(HandoverRow.ID).from(HandoverRow.TABLE).forUpdate().fetch();
        }
    }

    /** Takes the resources and makes the operation due, or leaves it in the queue. */
    boolean startOrQueue(String operationId, List<String> resources) {
        boolean free = resources.stream().noneMatch(resource -> session.exists(LOCKED, resource));
        if (free) {
            for (String resource : resources.stream().distinct().toList()) {
                session.execute(LOCK, resource, operationId);
            }
            session.execute(MAKE_DUE, earliestStart(resources), operationId);
        }
        return free;
    }

    /** Now, or when the last lease of a cancelled operation on these resources has run out. */
    private Instant earliestStart(Collection<String> resources) {
        Instant earliest = session.now();
        for (String resource : resources) {
            for (Record row : session.fetch(LINGERING, resource)) {
                Instant leaseUntil = row.get(OperationRow.LEASE_UNTIL);
                earliest = leaseUntil.isAfter(earliest) ? leaseUntil : earliest;
            }
        }
        return earliest;
    }

    /** Frees what the operation holds, for the next that asks. */
    void free(String operationId) {
        sql.deleteFrom(OperationLockRow.TABLE)
                .where(OperationLockRow.OPERATION_ID.eq(operationId))
                .execute();
    }

    /** Those that wait for one of these resources start, the oldest first, as far as all they want is free. */
    void startQueued(List<String> freed) {
        List<String> queue = sql.selectDistinct(OperationRow.CREATED, OperationRow.ID)
                .from(OperationRow.TABLE)
                .join(OperationResourceRow.TABLE)
                .on(OperationResourceRow.OPERATION_ID.eq(OperationRow.ID))
                .where(OperationResourceRow.RESOURCE_ID.in(freed))
                .and(OperationRow.ENDED.isNull())
                .and(OperationRow.DUE_AT.isNull())
                .orderBy(OperationRow.CREATED, OperationRow.ID)
                .fetch(OperationRow.ID);
        for (String operationId : queue) {
            startOrQueue(operationId, rows.resourcesOf(operationId));
        }
    }

    /**
     * Ends it without its runner, whose lease is fenced off but stays in the row until the runner has let go, and frees its resources.
     */
    void cancel(String operationId, String reason) {
        Instant now = session.now();
        sql.update(OperationRow.TABLE)
                .set(OperationRow.STATE, OperationState.CANCELLED)
                .set(OperationRow.FENCE, OperationRow.FENCE.plus(1))
                .set(OperationRow.INPUT, "")
                .set(OperationRow.UPDATED, now)
                .set(OperationRow.ENDED, now)
                .setNull(OperationRow.DUE_AT)
                .setNull(OperationRow.WAITING_FOR)
                .set(OperationRow.ERROR, reason)
                .where(OperationRow.ID.eq(operationId))
                .execute();
        sql.update(StepRow.TABLE)
                .set(StepRow.STATE, StepRecord.State.FAILED)
                .set(StepRow.ENDED, now)
                .set(StepRow.ERROR, reason)
                .where(StepRow.OPERATION_ID.eq(operationId))
                .and(StepRow.STATE.in(StepRecord.State.RUNNING, StepRecord.State.WAITING))
                .execute();
        rows.wipeResults(operationId);
        rows.withdrawCommands(operationId);
        free(operationId);
    }

    /** The runner of a cancelled operation has let go: what waits for that alone is due now. */
    void letGo(String operationId) {
        List<String> resources = rows.resourcesOf(operationId);
        List<String> next = sql.selectDistinct(OperationRow.ID)
                .from(OperationRow.TABLE)
                .join(OperationLockRow.TABLE)
                .on(OperationLockRow.OPERATION_ID.eq(OperationRow.ID))
                .where(OperationLockRow.RESOURCE_ID.in(resources))
                .and(OperationRow.STATE.eq(OperationState.QUEUED))
                .fetch(OperationRow.ID);
        for (String waiting : next) {
            sql.update(OperationRow.TABLE)
                    .set(OperationRow.DUE_AT, earliestStart(rows.resourcesOf(waiting)))
                    .where(OperationRow.ID.eq(waiting))
                    .and(OperationRow.STATE.eq(OperationState.QUEUED))
                    .execute();
        }
    }
}
