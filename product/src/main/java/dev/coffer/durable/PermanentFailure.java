package dev.coffer.durable;

import org.jspecify.annotations.Nullable;

/** Retrying cannot help. The message is a sentence that says what to do next. */
public final class PermanentFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PermanentFailure(String sentence) {
        this(sentence, null);
    }

    public PermanentFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
