package dev.coffer.cli.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An operation as the API shows it. */
public record Operation(
        String id,
        String kind,
        String instance,
        String state,
        @Nullable String waitingFor,
        @Nullable String error,
        List<Step> steps) {
    public Operation {
        steps = List.copyOf(steps);
    }

    /** @param attempts how often it was started; more than one means it was retried */
    public record Step(
            String name,
            String state,
            int attempts,
            Optional<Instant> started,
            Optional<Instant> ended,
            @Nullable String error) {

        public boolean isDone() {
            return state.equals("DONE");
        }

        public boolean isFailed() {
            return state.equals("FAILED");
        }
    }

    public static Operation of(Json json) {
        return new Operation(
                json.string("id"),
                json.string("kind"),
                json.string("instance_id"),
                json.string("state"),
                json.text("waiting_for").orElse(null),
                json.text("error").orElse(null),
                json.items("steps").stream().map(Operation::step).toList());
    }

    private static Step step(Json json) {
        return new Step(
                json.string("name"),
                json.string("state"),
                json.number("attempts").orElse(1.0).intValue(),
                Times.parse(json.string("started")),
                Times.parse(json.string("ended")),
                json.text("error").orElse(null));
    }

    public boolean isEnded() {
        return isDone() || state.equals("FAILED") || state.equals("CANCELLED");
    }

    public boolean isDone() {
        return state.equals("DONE");
    }
}
