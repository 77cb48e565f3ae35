package dev.coffer.identity;

import java.time.Duration;

/** Too many attempts to log in have failed; this one was not looked at. */
public final class Throttled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public Throttled(Duration wait) {
        super("Too many failed attempts to log in; try again in %d seconds.".formatted(Math.max(1, wait.toSeconds())));
        this.retryAfter = wait;
    }

    /** When it makes sense to try again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
