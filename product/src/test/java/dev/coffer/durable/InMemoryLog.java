package dev.coffer.durable;

import dev.coffer.durable.NewOperation.WhenBusy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log that forgets everything with its process; passes the contract as the real one does. */
final class InMemoryLog implements OperationLog {

    private static final class Entry {
        private Operation operation;
        private Instant due;
        private @Nullable String owner;
        private Instant leasedUntil = Instant.MIN;
        private long fence;
        private boolean woken;
        private final Map<String, StepRecord> steps = new LinkedHashMap<>();

        Entry(Operation operation) {
            this.operation = operation;
            this.due = operation.created();
        }

        boolean isLeased(Instant now) {
            return owner != null && now.isBefore(leasedUntil);
        }

        boolean isEnded() {
            return operation.state().isEnd();
        }

        void change(OperationState state, Instant now, @Nullable String waitingFor, @Nullable String error) {
            Operation old = operation;
            boolean end = state.isEnd();
            operation = new Operation(
                    old.id(),
                    old.kind(),
                    old.projectId(),
                    old.resources(),
                    state,
                    end ? "" : old.input(),
                    old.created(),
                    now,
                    old.deadline(),
                    end ? now : null,
                    old.attempts(),
                    waitingFor,
                    error,
                    old.requestId());
        }
    }

    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    InMemoryLog(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void file(NewOperation filed) {
        if (entries.containsKey(filed.id())) {
            return;
        }
        for (Entry entry : active()) {
            if (Collections.disjoint(entry.operation.resources(), filed.resources())) {
                continue;
            }
            if (filed.whenBusy() == WhenBusy.REFUSE) {
                throw new Busy(filed.resources().getFirst(), entry.operation.kind());
            }
            if (entry.operation.resources().equals(filed.resources())) {
                entry.change(OperationState.CANCELLED, clock.instant(), null, null);
            }
        }
        Operation operation = new Operation(
                filed.id(),
                filed.kind(),
                filed.projectId(),
                filed.resources(),
                OperationState.QUEUED,
                filed.input(),
                clock.instant(),
                clock.instant(),
                filed.deadline(),
                null,
                0,
                null,
                null,
                filed.requestId());
        entries.put(filed.id(), new Entry(operation));
    }

    synchronized void cancel(String resource) {
        active().stream()
                .filter(entry -> entry.operation.resources().equals(List.of(resource)))
                .forEach(entry -> entry.change(OperationState.CANCELLED, clock.instant(), null, null));
    }

    synchronized Optional<Operation> find(String id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> entry.operation);
    }

    synchronized List<Operation> operations() {
        return entries.values().stream().map(entry -> entry.operation).toList();
    }

    private List<Entry> active() {
        return entries.values().stream().filter(entry -> !entry.isEnded()).toList();
    }

    /** Not held back by an older operation, nor by a runner of a cancelled one that has not let go yet. */
    private boolean isFree(Entry candidate, Instant now) {
        for (Entry other : entries.values()) {
            if (other == candidate) {
                return true;
            }
            boolean holds = !other.isEnded() || other.isLeased(now);
            if (holds && !Collections.disjoint(other.operation.resources(), candidate.operation.resources())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized Optional<Lease> claim(String owner, Instant now, Instant leaseUntil) {
        Optional<Entry> due = active().stream()
                .filter(entry -> !entry.due.isAfter(now) && !entry.isLeased(now))
                .sorted(Comparator.comparing(entry -> entry.due))
                .filter(entry -> isFree(entry, now))
                .findFirst();
        return due.map(entry -> {
            entry.owner = owner;
            entry.leasedUntil = leaseUntil;
            entry.fence++;
            entry.woken = false;
            entry.operation = claimed(entry.operation, now);
            return new Lease(entry.operation, owner, entry.fence);
        });
    }

    private static Operation claimed(Operation old, Instant now) {
        OperationState state = old.state() == OperationState.UNDOING ? OperationState.UNDOING : OperationState.RUNNING;
        return new Operation(
                old.id(),
                old.kind(),
                old.projectId(),
                old.resources(),
                state,
                old.input(),
                old.created(),
                now,
                old.deadline(),
                null,
                old.attempts() + 1,
                null,
                old.error(),
                old.requestId());
    }

    private Entry fenced(Lease lease) {
        Entry entry = entries.get(lease.operation().id());
        if (entry == null || entry.isEnded() || entry.owner == null || entry.fence != lease.fence()) {
            throw new LeaseLost(lease.operation().id());
        }
        return entry;
    }

    @Override
    public synchronized void renew(Lease lease, Instant leaseUntil) {
        fenced(lease).leasedUntil = leaseUntil;
    }

    @Override
    public synchronized List<StepRecord> steps(String operationId) {
        Entry entry = entries.get(operationId);
        if (entry == null) {
            return List.of();
        }
        List<StepRecord> steps = new ArrayList<>(entry.steps.values());
        steps.sort(Comparator.comparingInt(StepRecord::sequence));
        return List.copyOf(steps);
    }

    @Override
    public synchronized void record(Lease lease, StepRecord step) {
        fenced(lease).steps.put(step.name(), step);
    }

    @Override
    public synchronized void pause(
            Lease lease, OperationState state, Instant due, @Nullable String waitingFor, @Nullable String error) {
        Entry entry = fenced(lease);
        entry.change(state, clock.instant(), waitingFor, error);
        entry.due = entry.woken ? clock.instant() : due;
        entry.owner = null;
    }

    @Override
    public synchronized void end(Lease lease, OperationState state, Instant now, @Nullable String error) {
        Entry entry = fenced(lease);
        entry.change(state, now, null, error);
        entry.owner = null;
    }

    @Override
    public synchronized void released(Lease lease) {
        Entry entry = entries.get(lease.operation().id());
        if (entry != null && entry.isEnded() && entry.fence == lease.fence()) {
            entry.owner = null;
        }
    }

    @Override
    public synchronized void wake(String operationId, Instant now) {
        Entry entry = entries.get(operationId);
        if (entry != null && !entry.isEnded()) {
            entry.woken = true;
            entry.due = now.isBefore(entry.due) ? now : entry.due;
        }
    }

    @Override
    public synchronized Optional<Instant> nextDue() {
        return active().stream()
                .map(entry -> entry.owner == null ? entry.due : entry.leasedUntil)
                .min(Comparator.naturalOrder());
    }
}
