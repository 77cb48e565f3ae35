package dev.coffer.benchmarks;

/** A figure could not be measured; the message says why and what to do. */
final class NotMeasured extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotMeasured(String message) {
        super(message);
    }

    NotMeasured(String message, Throwable cause) {
        super(message, cause);
    }
}
