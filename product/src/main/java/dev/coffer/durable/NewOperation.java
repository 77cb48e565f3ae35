package dev.coffer.durable;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation to be filed, in the same transaction as the state change that asks for it.
 *
 * @param id chosen by the caller, so that filing twice is filing once
 * @param requestId what asked for it; null when nobody did
 */
public record NewOperation(
        String id,
        String kind,
        String projectId,
        List<String> resources,
        String input,
        Instant deadline,
        WhenBusy whenBusy,
        @Nullable String requestId) {

    /** What happens when another operation holds one of the resources. */
    public enum WhenBusy {
        /** Filing throws {@link Busy}. */
        REFUSE,
        /**
         * An operation that holds exactly the same resources is cancelled and this one starts as soon as its runner let go (or its
         * lease ran out); one that holds more (a replica set's) is waited for.
         */
        SUPERSEDE
    }

    public NewOperation {
        resources = List.copyOf(resources);
    }

    /** One that nobody asked for. */
    public NewOperation(
            String id,
            String kind,
            String projectId,
            List<String> resources,
            String input,
            Instant deadline,
            WhenBusy whenBusy) {
        this(id, kind, projectId, resources, input, deadline, whenBusy, null);
    }

    /** Without the input, which may hold a secret. */
    @Override
    public String toString() {
        return "NewOperation[%s %s]".formatted(id, kind);
    }
}
