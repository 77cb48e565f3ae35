package dev.coffer.durable;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation as stored.
 *
 * @param kind name of its {@link Workflow}
 * @param resources ids it holds exclusively while it is not ended; the first is its subject
 * @param input JSON; wiped when the operation ends, since it may hold passwords
 * @param deadline when it must have ended; passing it fails the operation and starts its undo
 * @param waitingFor what a WAITING operation waits for, for people
 * @param error sentence of the failure, with what to do next
 * @param requestId what asked for it; null when nobody did
 */
public record Operation(
        String id,
        String kind,
        String projectId,
        List<String> resources,
        OperationState state,
        String input,
        Instant created,
        Instant updated,
        Instant deadline,
        @Nullable Instant ended,
        int attempts,
        @Nullable String waitingFor,
        @Nullable String error,
        @Nullable String requestId) {
    public Operation {
        resources = List.copyOf(resources);
    }

    public String subject() {
        return resources.getFirst();
    }

    /** Without the input, which may hold a secret. */
    @Override
    public String toString() {
        return "Operation[%s %s %s]".formatted(id, kind, state);
    }
}
