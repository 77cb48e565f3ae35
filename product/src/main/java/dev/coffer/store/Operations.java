package dev.coffer.store;

import dev.coffer.durable.NewOperation;
import dev.coffer.durable.Operation;
import dev.coffer.durable.StepRecord;
import java.util.List;
import java.util.Optional;

/** Filing and reading operations; running them goes through {@link Store#operationLog()}. */
public final class Operations {

    /**
     * Files the operation; one of this id that is filed already is left alone.
     *
     * @return the id of the operation that will do it: another's when {@code whenBusy} is SUPERSEDE and one of the same kind holds or
     *     waits for the same resources
     * @throws dev.coffer.durable.Busy when another operation holds a resource and {@code whenBusy} is REFUSE
     */
    public String file(NewOperation operation) {
        throw new UnsupportedOperationException();
    }

    public Optional<Operation> find(String id) {
        throw new UnsupportedOperationException();
    }

    /** Those that hold or held the resource, newest first. */
    public List<Operation> of(String resource, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The one that holds the resource now. */
    public Optional<Operation> active(String resource) {
        throw new UnsupportedOperationException();
    }

    public List<StepRecord> steps(String operationId) {
        throw new UnsupportedOperationException();
    }

    /** Cancels what holds or waits for exactly this resource, without undo; for an administrator's reset. */
    public void cancel(String resource) {
        throw new UnsupportedOperationException();
    }
}
