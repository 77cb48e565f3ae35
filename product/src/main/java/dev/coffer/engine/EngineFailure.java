package dev.coffer.engine;

import org.jspecify.annotations.Nullable;

/** An engine could not do something. The message is a sentence without secrets. */
public final class EngineFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller can make of it. */
    public enum Kind {
        /** The thing is already there; Trove answers 400. */
        EXISTS,
        /** The thing is not there; Trove answers 404. */
        NOT_FOUND,
        /** The engine refuses the input; Trove answers 400. */
        REFUSED,
        /** A retry may help: not reachable now, busy, waiting for a peer. */
        PASSING,
        /** A retry cannot help: disk full, data damaged, wrong version. */
        BROKEN
    }

    private final Kind kind;

    public EngineFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    public EngineFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
