package dev.coffer.agent;

import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Exceptions in words. */
final class Trouble {
    private static final int FRAMES = 12;
    private static final System.Logger LOG = System.getLogger(Trouble.class.getName());

    private Trouble() {}

    /** For the log: what went wrong with connections and files, whose messages hold no secrets. */
    static String of(Throwable error) {
        String message = error.getMessage();
        String kind = error.getClass().getSimpleName();
        return message == null || message.isBlank() ? kind : kind + ": " + message;
    }

    /** The answer to a command that ended in an exception. */
    static Result.Failed answer(String command, Exception error) {
        return switch (error) {
            case EngineFailure failure -> new Result.Failed(failure.kind(), String.valueOf(failure.getMessage()));
            case IOException failure when isFull(failure) -> full(command);
            case IOException failure -> {
                LOG.log(System.Logger.Level.WARNING, "{0} failed ({1}).", command, of(failure));
                yield new Result.Failed(EngineFailure.Kind.PASSING, "%s failed: %s.".formatted(command, of(failure)));
            }
            default -> {
                log(command, error);
                yield new Result.Failed(
                        EngineFailure.Kind.BROKEN,
                        "%s failed on an error Coffer did not expect (%s); the instance's agent.log tells where."
                                .formatted(command, error.getClass().getSimpleName()));
            }
        };
    }

    /** Where, but not the message: a driver's message may repeat a statement, and a statement may hold a password. */
    static void log(String what, Throwable error) {
        String where = Arrays.stream(error.getStackTrace())
                .limit(FRAMES)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" < "));
        Throwable cause = error.getCause();
        String causedBy = cause == null ? "" : ", caused by " + cause.getClass().getName();
        LOG.log(
                System.Logger.Level.ERROR,
                "{0} failed: {1}{2} at {3}",
                what,
                error.getClass().getName(),
                causedBy,
                where);
    }

    private static Result.Failed full(String command) {
        return new Result.Failed(
                EngineFailure.Kind.BROKEN,
                "%s failed because the disk is full. Free space or grow the volume, then try again."
                        .formatted(command));
    }

    private static boolean isFull(IOException failure) {
        String message = failure.getMessage();
        return message != null
                && (message.contains("No space left on device") || message.contains("Disk quota exceeded"));
    }
}
