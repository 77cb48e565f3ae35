package dev.coffer.cli.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Follows an operation to its end, also over a restart of the control plane. */
public final class Following {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_WITHOUT_SERVER = Duration.ofSeconds(60);

    private final Trove trove;
    private final Watcher watcher;

    /** Sees every look at an operation, whether or not something changed. */
    public interface Watcher {
        void seen(Operation operation);

        /** The server does not answer just now; it is asked again. */
        void disturbed(Failure failure);
    }

    public Following(Trove trove, Watcher watcher) {
        this.trove = trove;
        this.watcher = watcher;
    }

    /** @throws Failure when the operation failed or was cancelled */
    public Operation untilEnd(String operationId) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        long lastAnswer = System.nanoTime();
        while (true) {
            Operation operation = look(operationId);
            if (operation == null) {
                if (System.nanoTime() - lastAnswer > PATIENCE_WITHOUT_SERVER.toNanos()) {
                    throw Failure.unreachable(
                            "The server has not answered for %d seconds; the operation goes on without us."
                                    .formatted(PATIENCE_WITHOUT_SERVER.toSeconds()),
                            "Look again later: coffer operation watch " + operationId);
                }
            } else if (operation.isEnded()) {
                return successful(operation);
            } else {
                lastAnswer = System.nanoTime();
            }
            Thread.sleep(pause);
            pause = longer(pause);
        }
    }

    private @Nullable Operation look(String operationId) {
        try {
            Operation operation =
                    Operation.of(trove.get("/operations/" + operationId).at("operation"));
            watcher.seen(operation);
            return operation;
        } catch (Failure e) {
            if (!e.isTemporary()) {
                throw e;
            }
            watcher.disturbed(e);
            return null;
        }
    }

    private static Operation successful(Operation operation) {
        if (operation.isDone()) {
            return operation;
        }
        String ending = operation.state().equals("CANCELLED") ? "was cancelled" : "failed";
        String error = operation.error();
        throw Failure.refused(
                "The operation %s %s%s"
                        .formatted(operation.kind(), ending, error == null || error.isBlank() ? "." : ": " + error),
                "Every step of it: coffer operation show " + operation.id());
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.plus(pause.dividedBy(2));
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }
}
