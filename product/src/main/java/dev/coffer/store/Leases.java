package dev.coffer.store;

import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationLog.LeaseLost;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import dev.coffer.store.Tables.OperationRow;
import dev.coffer.store.Tables.StepRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.SelectForUpdateStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What runners do to operations. The due time of a leased operation is the end of its lease. */
final class Leases {
    /** Runners put off by half a minute at most, and look after what waits more often. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final DSLContext sql;
    private final Session session;
    private final OperationRows rows;

    Leases(Session session) {
        this.session = session;
        sql = session.sql();
        rows = new OperationRows(session);
    }

    Optional<Lease> claim(String owner, Instant now, Instant leaseUntil) {
        SelectForUpdateStep<Record1<String>> oldest = sql.select(OperationRow.ID)
                .from(OperationRow.TABLE)
                .where(OperationRow.DUE_AT.le(now))
                .orderBy(OperationRow.DUE_AT, OperationRow.ID)
                .limit(1);
        Optional<String> due =
                (session.locksRows() ? oldest.forUpdate().skipLocked() : oldest).fetchOptional(OperationRow.ID);
        return due.map(id -> lease(id, owner, now, leaseUntil));
    }

    private Lease lease(String id, String owner, Instant now, Instant leaseUntil) {
        sql.update(OperationRow.TABLE)
                .set(
                        OperationRow.STATE,
                        DSL.when(OperationRow.STATE.eq(OperationState.UNDOING), OperationRow.STATE)
                                .otherwise(DSL.val(OperationState.RUNNING, OperationRow.STATE)))
                .set(OperationRow.OWNER, owner)
                .set(OperationRow.LEASE_UNTIL, leaseUntil)
                .set(OperationRow.DUE_AT, leaseUntil)
                .set(OperationRow.FENCE, OperationRow.FENCE.plus(1))
                .set(OperationRow.ATTEMPTS, OperationRow.ATTEMPTS.plus(1))
                .set(OperationRow.WOKEN, false)
                .set(OperationRow.UPDATED, now)
                .setNull(OperationRow.WAITING_FOR)
                .where(OperationRow.ID.eq(id))
                .execute();
        long fence = sql.select(OperationRow.FENCE)
                .from(OperationRow.TABLE)
                .where(OperationRow.ID.eq(id))
                .fetchSingle()
                .value1();
        return new Lease(rows.where(OperationRow.ID.eq(id), 1).getFirst(), owner, fence);
    }

    void renew(Lease lease, Instant leaseUntil) {
        requireHeld(
                lease,
                sql.update(OperationRow.TABLE)
                        .set(OperationRow.LEASE_UNTIL, leaseUntil)
                        .set(OperationRow.DUE_AT, leaseUntil)
                        .where(held(lease))
                        .execute());
    }

    void record(Lease lease, StepRecord step) {
        requireHeld(
                lease,
                sql.update(OperationRow.TABLE)
                        .set(OperationRow.UPDATED, session.now())
                        .where(held(lease))
                        .execute());
        sql.insertInto(StepRow.TABLE)
                .set(StepRow.OPERATION_ID, lease.operation().id())
                .set(StepRow.NAME, step.name())
                .set(StepRow.POSITION, step.sequence())
                .set(StepRow.STATE, step.state())
                .set(StepRow.ATTEMPTS, step.attempts())
                .set(StepRow.STARTED, step.started())
                .set(StepRow.ENDED, step.ended())
                .set(StepRow.RESULT, step.result())
                .set(StepRow.ERROR, step.error())
                .onConflict(StepRow.OPERATION_ID, StepRow.NAME)
                .doUpdate()
                .set(StepRow.POSITION, step.sequence())
                .set(StepRow.STATE, step.state())
                .set(StepRow.ATTEMPTS, step.attempts())
                .set(StepRow.STARTED, step.started())
                .set(StepRow.ENDED, step.ended())
                .set(StepRow.RESULT, step.result())
                .set(StepRow.ERROR, step.error())
                .execute();
    }

    /** A wake that came since the claim counts. MariaDB assigns from left to right: what is read is set last. */
    void pause(Lease lease, OperationState state, Instant due, @Nullable String waitingFor, @Nullable String error) {
        requireHeld(
                lease,
                sql.update(OperationRow.TABLE)
                        .set(OperationRow.STATE, state)
                        .set(
                                OperationRow.DUE_AT,
                                DSL.when(OperationRow.WOKEN.eq(true), instant(session.now()))
                                        .otherwise(instant(due)))
                        .set(OperationRow.WOKEN, false)
                        .set(OperationRow.UPDATED, session.now())
                        .set(OperationRow.WAITING_FOR, waitingFor)
                        .set(OperationRow.ERROR, error)
                        .setNull(OperationRow.OWNER)
                        .setNull(OperationRow.LEASE_UNTIL)
                        .where(held(lease))
                        .execute());
    }

    void end(Lease lease, OperationState state, Instant now, @Nullable String error) {
        Handover handover = new Handover(session, rows);
        handover.begin();
        requireHeld(
                lease,
                sql.update(OperationRow.TABLE)
                        .set(OperationRow.STATE, state)
                        .set(OperationRow.INPUT, "")
                        .set(OperationRow.UPDATED, now)
                        .set(OperationRow.ENDED, now)
                        .set(OperationRow.ERROR, error)
                        .setNull(OperationRow.WAITING_FOR)
                        .setNull(OperationRow.DUE_AT)
                        .setNull(OperationRow.OWNER)
                        .setNull(OperationRow.LEASE_UNTIL)
                        .where(held(lease))
                        .execute());
        String id = lease.operation().id();
        rows.wipeResults(id);
        rows.withdrawCommands(id);
        handover.free(id);
        handover.startQueued(rows.resourcesOf(id));
        session.operationBecameDue();
    }

    void released(Lease lease) {
        Handover handover = new Handover(session, rows);
        handover.begin();
        int lingering = sql.update(OperationRow.TABLE)
                .setNull(OperationRow.OWNER)
                .setNull(OperationRow.LEASE_UNTIL)
                .where(OperationRow.ID.eq(lease.operation().id()))
                .and(OperationRow.STATE.eq(OperationState.CANCELLED))
                .and(OperationRow.OWNER.eq(lease.owner()))
                .and(OperationRow.FENCE.eq(lease.fence() + 1))
                .execute();
        if (lingering == 1) {
            handover.letGo(lease.operation().id());
            session.operationBecameDue();
        }
    }

    /** What is due later than anything is put off was put off by a clock that was ahead. */
    void endAll() {
        Instant latest = session.now().plus(LONGEST_PAUSE);
        Handover handover = new Handover(session, rows);
        handover.begin();
        List<String> lingering = sql.select(OperationRow.ID)
                .from(OperationRow.TABLE)
                .where(OperationRow.OWNER.isNotNull())
                .and(OperationRow.ENDED.isNotNull())
                .fetch(OperationRow.ID);
        sql.update(OperationRow.TABLE)
                .set(
                        OperationRow.DUE_AT,
                        DSL.when(OperationRow.ENDED.isNull(), instant(session.now()))
                                .otherwise(OperationRow.DUE_AT))
                .setNull(OperationRow.OWNER)
                .setNull(OperationRow.LEASE_UNTIL)
                .where(OperationRow.OWNER.isNotNull())
                .or(OperationRow.ENDED.isNull().and(OperationRow.DUE_AT.gt(latest)))
                .execute();
        lingering.forEach(handover::letGo);
        session.operationBecameDue();
    }

    /** One statement, so that it cannot fall between a runner's look and its pause. One that waits for its resources stays so. */
    void wake(String operationId, Instant now) {
        int woken = sql.update(OperationRow.TABLE)
                .set(
                        OperationRow.DUE_AT,
                        DSL.when(OperationRow.OWNER.isNull().and(OperationRow.DUE_AT.gt(now)), instant(now))
                                .otherwise(OperationRow.DUE_AT))
                .set(OperationRow.WOKEN, true)
                .where(OperationRow.ID.eq(operationId))
                .and(OperationRow.ENDED.isNull())
                .and(OperationRow.STATE.ne(OperationState.QUEUED))
                .execute();
        if (woken == 1) {
            session.operationBecameDue();
        }
    }

    Optional<Instant> nextDue() {
        return sql.select(DSL.min(OperationRow.DUE_AT))
                .from(OperationRow.TABLE)
                .fetchOptional(DSL.min(OperationRow.DUE_AT));
    }

    /** Without its column's type, jOOQ would send a timestamp. */
    private static Field<Instant> instant(Instant value) {
        return DSL.val(value, OperationRow.DUE_AT);
    }

    private static Condition held(Lease lease) {
        return OperationRow.ID
                .eq(lease.operation().id())
                .and(OperationRow.OWNER.eq(lease.owner()))
                .and(OperationRow.FENCE.eq(lease.fence()))
                .and(OperationRow.ENDED.isNull());
    }

    private static void requireHeld(Lease lease, int rows) {
        if (rows == 0) {
            throw new LeaseLost(lease.operation().id());
        }
    }
}
