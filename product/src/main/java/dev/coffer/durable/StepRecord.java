package dev.coffer.durable;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of one operation as stored.
 *
 * @param sequence order of first start, from 0
 * @param result JSON of the recorded result once DONE; never shown by the API
 */
public record StepRecord(
        String operationId,
        String name,
        int sequence,
        State state,
        int attempts,
        Instant started,
        @Nullable Instant ended,
        @Nullable String result,
        @Nullable String error) {

    /** Life of a step. */
    public enum State {
        RUNNING,
        WAITING,
        DONE,
        FAILED
    }

    /** Without the result, which may hold a secret. */
    @Override
    public String toString() {
        return "StepRecord[%s %s %s]".formatted(operationId, name, state);
    }
}
