package dev.coffer.operations;

import dev.coffer.durable.Operation;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Files operations and waits for them. */
public interface Operations {

    /**
     * Files the action in this transaction and returns the id of the operation that will do it (of a repeated deletion: the one that
     * is filed already). It starts when the transaction is committed. The operation
     * holds all instances it touches (of a promotion: the whole replica set).
     *
     * @throws dev.coffer.fault.Fault UNPROCESSABLE when the instance (or a member of its set) is busy
     */
    String file(Tx tx, Action action);

    /** Files one that holds further instances, e.g. a whole replica set. The first is the subject. */
    String file(Tx tx, Action action, List<String> instances);

    /** Why who may connect to an instance cannot be restricted here; empty when it can. */
    default Optional<String> obstacleToAccess() {
        return Optional.empty();
    }

    /** Why no server can be made from this image, as long as nobody supplies it; empty when one can. */
    default Optional<String> obstacleToImage(String image) {
        return Optional.empty();
    }

    /**
     * Waits until the operation has ended, or the patience has.
     *
     * @throws dev.coffer.fault.Fault when the operation failed, with the agent's reason: 400 for what the engine refused or has
     *     already, 404 for what it does not have, 422 otherwise
     */
    Operation await(String operationId, Duration patience);
}
