package dev.coffer.store;

import dev.coffer.durable.OperationLog;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Leases}, each call in a transaction of its own. */
record StoredOperationLog(Store store) implements OperationLog {
    @Override
    public Optional<Lease> claim(String owner, Instant now, Instant leaseUntil) {
        return store.write(tx -> tx.leases().claim(owner, now, leaseUntil));
    }

    @Override
    public void renew(Lease lease, Instant leaseUntil) {
        store.change(tx -> tx.leases().renew(lease, leaseUntil));
    }

    @Override
    public List<StepRecord> steps(String operationId) {
        return store.read(tx -> tx.operations().steps(operationId));
    }

    @Override
    public void record(Lease lease, StepRecord step) {
        store.change(tx -> tx.leases().record(lease, step));
    }

    @Override
    public void pause(
            Lease lease, OperationState state, Instant due, @Nullable String waitingFor, @Nullable String error) {
        store.change(tx -> tx.leases().pause(lease, state, due, waitingFor, error));
    }

    @Override
    public void end(Lease lease, OperationState state, Instant now, @Nullable String error) {
        store.change(tx -> tx.leases().end(lease, state, now, error));
    }

    @Override
    public void released(Lease lease) {
        store.change(tx -> tx.leases().released(lease));
    }

    @Override
    public void wake(String operationId, Instant now) {
        store.change(tx -> tx.leases().wake(operationId, now));
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.read(tx -> tx.leases().nextDue());
    }
}
