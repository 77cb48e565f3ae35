package dev.coffer.store;

import dev.coffer.durable.Busy;
import dev.coffer.durable.NewOperation;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.OperationLockRow;
import dev.coffer.store.Tables.OperationResourceRow;
import dev.coffer.store.Tables.OperationRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/** Filing and reading operations; running them goes through {@link Store#operationLog()}. */
public final class Operations {
    private static final Recipe FILED =
            sql -> sql.selectOne().from(OperationRow.TABLE).where(OperationRow.ID.eq(""));

    private final DSLContext sql;
    private final Session session;
    private final OperationRows rows;
    private final Handover handover;

    Operations(Session session) {
        this.session = session;
        sql = session.sql();
        rows = new OperationRows(session);
        handover = new Handover(session, rows);
    }

    /**
     * Files the operation; one of this id that is filed already is left alone.
     *
     * @return the id of the operation that will do it: another's when {@code whenBusy} is SUPERSEDE and one of the same kind holds or
     *     waits for the same resources
     * @throws Busy when another operation holds a resource (or waits for it) and {@code whenBusy} is REFUSE
     */
    public String file(NewOperation order) {
        if (order.resources().isEmpty()) {
            throw new IllegalArgumentException("Operation %s names no resource.".formatted(order.id()));
        }
        handover.begin();
        if (session.exists(FILED, order.id())) {
            return order.id();
        }
        List<Operation> rivals = rows.unended(order.resources());
        return switch (order.whenBusy()) {
            case REFUSE -> refuseOrStart(order, rivals);
            case SUPERSEDE -> supersede(order, rivals);
        };
    }

    private String refuseOrStart(NewOperation order, List<Operation> rivals) {
        for (Operation rival : rivals) {
            String common = order.resources().stream()
                    .filter(rival.resources()::contains)
                    .findFirst()
                    .orElseThrow();
            throw new Busy(common, rival.kind());
        }
        return start(order);
    }

    private String supersede(NewOperation order, List<Operation> rivals) {
        Set<String> wanted = Set.copyOf(order.resources());
        List<Operation> same = rivals.stream()
                .filter(rival -> Set.copyOf(rival.resources()).equals(wanted))
                .toList();
        for (Operation rival : same) {
            boolean doesIt = rival.kind().equals(order.kind()) && rival.state() != OperationState.UNDOING;
            if (doesIt) {
                return rival.id();
            }
        }
        for (Operation rival : same) {
            handover.cancel(rival.id(), "Superseded by %s.".formatted(order.kind()));
        }
        return start(order);
    }

    private String start(NewOperation order) {
        rows.insert(order);
        handover.startOrQueue(order.id(), order.resources());
        session.operationBecameDue();
        return order.id();
    }

    public Optional<Operation> find(String id) {
        return rows.where(OperationRow.ID.eq(id), 1).stream().findFirst();
    }

    /** The request that asked for the operation, if there was one. */
    public Optional<String> requestOf(String id) {
        return sql.select(OperationRow.REQUEST_ID)
                .from(OperationRow.TABLE)
                .where(OperationRow.ID.eq(id))
                .fetchOptional(OperationRow.REQUEST_ID);
    }

    /** Those that hold or held the resource, newest first. */
    public List<Operation> of(String resource, int limit) {
        return rows.where(OperationRow.ID.in(naming(resource)), limit);
    }

    /** The one that holds the resource now. */
    public Optional<Operation> active(String resource) {
        return rows
                .where(
                        OperationRow.ID.in(sql.select(OperationLockRow.OPERATION_ID)
                                .from(OperationLockRow.TABLE)
                                .where(OperationLockRow.RESOURCE_ID.eq(resource))),
                        1)
                .stream()
                .findFirst();
    }

    /**
     * One that has not ended.
     *
     * @param due when it is gone on with, at the latest; null while it waits for another
     * @param step where it is; null before its first step
     */
    public record Live(
            Operation operation,
            @Nullable Instant due,
            @Nullable StepRecord step) {}

    /** The newest of those that have not ended. */
    public List<Live> live(int limit) {
        List<Operation> found = rows.where(OperationRow.ENDED.isNull(), limit);
        List<String> ids = found.stream().map(Operation::id).toList();
        Map<String, @Nullable Instant> due = rows.due(ids);
        Map<String, StepRecord> steps = rows.currentSteps(ids);
        return found.stream()
                .map(operation -> new Live(operation, due.get(operation.id()), steps.get(operation.id())))
                .toList();
    }

    /** The newest of those that have met with trouble and not ended. */
    public List<Operation> troubled(int limit) {
        return rows.where(OperationRow.ENDED.isNull().and(OperationRow.ERROR.isNotNull()), limit);
    }

    /** The newest of those that failed since then. */
    public List<Operation> failedSince(Instant since, int limit) {
        return rows.where(OperationRow.ENDED.ge(since).and(OperationRow.STATE.eq(OperationState.FAILED)), limit);
    }

    /**
     * Removes operations that ended before this time, with their steps.
     *
     * @param most how many at once
     * @return how many there were
     */
    public int sweep(Instant before, int most) {
        List<String> old = sql.select(OperationRow.ID)
                .from(OperationRow.TABLE)
                .where(OperationRow.ENDED.lt(before))
                .and(OperationRow.OWNER.isNull())
                .orderBy(OperationRow.ENDED)
                .limit(most)
                .fetch(OperationRow.ID);
        rows.remove(old);
        return old.size();
    }

    /** All resources that are held now. */
    public Set<String> held() {
        return sql.select(OperationLockRow.RESOURCE_ID)
                .from(OperationLockRow.TABLE)
                .fetchSet(OperationLockRow.RESOURCE_ID);
    }

    public List<StepRecord> steps(String operationId) {
        return rows.steps(operationId);
    }

    /** Cancels what holds or waits for exactly this resource, without undo; for an administrator's reset. */
    public void cancel(String resource) {
        handover.begin();
        boolean cancelled = false;
        for (Operation rival : rows.unended(List.of(resource))) {
            if (rival.resources().equals(List.of(resource))) {
                handover.cancel(rival.id(), "Cancelled by an administrator.");
                cancelled = true;
            }
        }
        if (cancelled) {
            handover.startQueued(List.of(resource));
            session.operationBecameDue();
        }
    }

    /** Operations that were left under a lease go on at once. Only for who knows that no runner of this database lives. */
    public void endLeases() {
        new Leases(session).endAll();
    }

    private Select<Record1<String>> naming(String resource) {
        return sql.select(OperationResourceRow.OPERATION_ID)
                .from(OperationResourceRow.TABLE)
                .where(OperationResourceRow.RESOURCE_ID.eq(resource));
    }
}
