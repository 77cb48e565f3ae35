package dev.coffer.durable;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one run of an operation ended. */
sealed interface Outcome {

    /** All of it is done. */
    record Done() implements Outcome {}

    /** It goes on later. */
    record Later(
            OperationState state,
            Instant due,
            @Nullable String waitingFor,
            @Nullable String error) implements Outcome {}

    /** It failed for good and is to be undone. */
    record Undo(String sentence) implements Outcome {}

    /** It failed for good, and nothing is left to be undone. */
    record Failed(String sentence) implements Outcome {}

    /** The runner is closing; the next one goes on at once. */
    record HandedOver() implements Outcome {}

    /** The lease is lost: nothing more may be done. */
    record Lost() implements Outcome {}

    /** The log could not be read or written. */
    record Unstored(RuntimeException cause) implements Outcome {}
}
