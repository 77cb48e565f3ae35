package dev.coffer.durable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log as a process sees it that dies right before or right after its n-th write: nothing gets through any more. */
final class CrashingLog implements OperationLog {

    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the process is dead", null, false, false);
        }
    }

    private final OperationLog log;
    private final int last;
    private final boolean lastIsWritten;
    private int writes;
    private boolean dead;

    CrashingLog(OperationLog log, int last, boolean lastIsWritten) {
        this.log = log;
        this.last = last;
        this.lastIsWritten = lastIsWritten;
    }

    boolean hasCrashed() {
        return dead;
    }

    private void write(Runnable write) {
        alive();
        writes++;
        if (writes < last) {
            write.run();
            return;
        }
        dead = true;
        if (lastIsWritten) {
            write.run();
        }
        throw new Crash();
    }

    private void alive() {
        if (dead) {
            throw new Crash();
        }
    }

    @Override
    public Optional<Lease> claim(String owner, Instant now, Instant leaseUntil) {
        alive();
        Optional<Lease> lease = log.claim(owner, now, leaseUntil);
        if (lease.isPresent()) {
            write(() -> {});
        }
        return lease;
    }

    @Override
    public void renew(Lease lease, Instant leaseUntil) {
        write(() -> log.renew(lease, leaseUntil));
    }

    @Override
    public List<StepRecord> steps(String operationId) {
        alive();
        return log.steps(operationId);
    }

    @Override
    public void record(Lease lease, StepRecord step) {
        write(() -> log.record(lease, step));
    }

    @Override
    public void pause(
            Lease lease, OperationState state, Instant due, @Nullable String waitingFor, @Nullable String error) {
        write(() -> log.pause(lease, state, due, waitingFor, error));
    }

    @Override
    public void end(Lease lease, OperationState state, Instant now, @Nullable String error) {
        write(() -> log.end(lease, state, now, error));
    }

    @Override
    public void released(Lease lease) {
        write(() -> log.released(lease));
    }

    @Override
    public void wake(String operationId, Instant now) {
        write(() -> log.wake(operationId, now));
    }

    @Override
    public Optional<Instant> nextDue() {
        alive();
        return log.nextDue();
    }
}
