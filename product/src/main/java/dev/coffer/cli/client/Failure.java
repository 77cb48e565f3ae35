package dev.coffer.cli.client;

import org.jspecify.annotations.Nullable;

/** Why a command ends without success: a sentence, what to do about it, and the exit code. Never holds a secret. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, as scripts see it. */
    public enum Reason {
        REFUSED(1),
        USAGE(2),
        UNREACHABLE(3),
        UNAUTHENTICATED(4);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;
    private final int status;
    private final @Nullable String advice;

    private Failure(Reason reason, int status, String sentence, @Nullable String advice) {
        super(sentence);
        this.reason = reason;
        this.status = status;
        this.advice = advice;
    }

    /** The operation or the server said no. */
    public static Failure refused(String sentence, @Nullable String advice) {
        return new Failure(Reason.REFUSED, 0, sentence, advice);
    }

    /** The server said no with this HTTP status. */
    public static Failure refused(int status, String sentence, @Nullable String advice) {
        return new Failure(Reason.REFUSED, status, sentence, advice);
    }

    public static Failure usage(String sentence, @Nullable String advice) {
        return new Failure(Reason.USAGE, 0, sentence, advice);
    }

    public static Failure unreachable(String sentence, @Nullable String advice) {
        return new Failure(Reason.UNREACHABLE, 0, sentence, advice);
    }

    public static Failure unauthenticated(String sentence, @Nullable String advice) {
        return new Failure(Reason.UNAUTHENTICATED, 401, sentence, advice);
    }

    public Reason reason() {
        return reason;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    public @Nullable String advice() {
        return advice;
    }

    /** Whether the same request may succeed a moment later: no connection, or a server that is just starting. */
    public boolean isTemporary() {
        return reason == Reason.UNREACHABLE || status == 502 || status == 503 || status == 504;
    }

    /** Whether the server answered that there is no such thing. */
    public boolean isMissing() {
        return status == 404;
    }
}
