package dev.coffer.durable;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is said of failures. */
final class Sentences {

    static String of(Throwable failure) {
        if (failure instanceof InterruptedException) {
            return "It was interrupted, since it took too long.";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    static String unreadable(Operation operation) {
        return "This version of Coffer cannot read the operation %s (%s): its kind or its input is not known. Ask for it again."
                .formatted(operation.id(), operation.kind());
    }

    static String overdue(Operation operation, @Nullable StepRecord at) {
        String where = at == null ? "before its first step" : "in the step \"%s\"".formatted(at.name());
        String last = at == null || at.error() == null ? "" : ", whose last error was: " + at.error();
        return "%s was not done by its deadline (%s). It was stopped %s%s. Try again; if that fails too, look for %s in Coffer's log."
                .formatted(operation.kind(), operation.deadline(), where, last, operation.id());
    }

    static String inVain(StepRecord step, Duration patience, Operation operation) {
        String last = step.error() == null ? "" : " Its last error was: " + step.error();
        return "\"%s\" took longer than %s.%s Try again; if that fails too, look for %s in Coffer's log."
                .formatted(step.name(), words(patience), last, operation.id());
    }

    static String leftBehind(StepRecord undo) {
        return " \"%s\" was given up: %s".formatted(undo.name(), undo.error());
    }

    private static String words(Duration duration) {
        return duration.toSeconds() < 120 ? duration.toSeconds() + " seconds" : duration.toMinutes() + " minutes";
    }

    private Sentences() {}
}
