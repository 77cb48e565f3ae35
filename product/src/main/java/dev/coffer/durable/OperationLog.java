package dev.coffer.durable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where operations and their steps are kept; the runner's only door to storage. Each call is one transaction.
 *
 * <p>Calls that take a {@link Lease} are fenced: when the lease was lost (expired and claimed by another runner, or the operation
 * was cancelled) they change nothing and throw {@link LeaseLost}.
 */
public interface OperationLog {

    /** A runner's right to act on an operation. The fence grows with every claim. */
    record Lease(Operation operation, String owner, long fence) {}

    /** The lease is no longer held; the runner must stop acting at once. */
    final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public LeaseLost(String operationId) {
            super("The lease of operation %s is lost.".formatted(operationId));
        }
    }

    /**
     * Takes one operation that is due and not leased (or whose lease ran out), oldest due time first. Counts the attempt; the
     * operation becomes RUNNING unless it is UNDOING.
     */
    Optional<Lease> claim(String owner, Instant now, Instant leaseUntil);

    void renew(Lease lease, Instant leaseUntil);

    /** Steps in order of first start. */
    List<StepRecord> steps(String operationId);

    /** Inserts or replaces the step of that name. */
    void record(Lease lease, StepRecord step);

    /**
     * Gives the lease back; the operation is claimed again at {@code due}, or earlier when woken. One that was woken since it was
     * claimed is due at once.
     */
    void pause(Lease lease, OperationState state, Instant due, @Nullable String waitingFor, @Nullable String error);

    /** Ends the operation, frees its resources, wipes its input, lets the next one queued on them start. */
    void end(Lease lease, OperationState state, Instant now, @Nullable String error);

    /**
     * The runner of a lost lease does nothing more, so that what superseded its operation may start without waiting for the lease
     * to run out. Not fenced; ignored when it makes no difference.
     */
    void released(Lease lease);

    /**
     * Makes a WAITING or backing-off operation due now; of one that is being run, the wake is remembered. Unknown or ended ones are
     * ignored.
     */
    void wake(String operationId, Instant now);

    /** When the next operation becomes due, for the runner's sleep. */
    Optional<Instant> nextDue();
}
