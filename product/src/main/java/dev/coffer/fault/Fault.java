package dev.coffer.fault;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An error for the caller. The message is a sentence that says what is wrong and what to do; it never holds a secret.
 *
 * <p>The kinds are those of Trove's wire: HTTP status and the key of the JSON body.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_MESSAGE = 8000;

    /** HTTP status and JSON key. */
    public enum Kind {
        BAD_REQUEST(400, "badRequest"),
        UNAUTHORIZED(401, "unauthorized"),
        FORBIDDEN(403, "forbidden"),
        NOT_FOUND(404, "itemNotFound"),
        NOT_ACCEPTABLE(406, "notAcceptable"),
        CONFLICT(409, "conflict"),
        OVER_LIMIT(413, "overLimit"),
        UNSUPPORTED_MEDIA(415, "unsupportedMediaType"),
        UNPROCESSABLE(422, "unprocessableEntity"),
        TOO_MANY_REQUESTS(429, "overLimit"),
        INTERNAL(500, "instanceFault"),
        NOT_IMPLEMENTED(501, "notImplemented"),
        UNAVAILABLE(503, "serviceUnavailable");

        private final int status;
        private final String key;

        Kind(int status, String key) {
            this.status = status;
            this.key = key;
        }

        public int status() {
            return status;
        }

        public String key() {
            return key;
        }
    }

    private final Kind kind;

    public Fault(Kind kind, String message) {
        this(kind, message, null);
    }

    public Fault(Kind kind, String message, @Nullable Throwable cause) {
        super(bounded(message), cause);
        this.kind = kind;
    }

    /** A message may repeat what was asked for, however long that was. */
    private static String bounded(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }

    public Kind kind() {
        return kind;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    public static Fault badRequest(String message) {
        return new Fault(Kind.BAD_REQUEST, message);
    }

    public static Fault forbidden(String message) {
        return new Fault(Kind.FORBIDDEN, message);
    }

    public static Fault notFound(String message) {
        return new Fault(Kind.NOT_FOUND, message);
    }

    /** 404 as Trove words it, also for objects of other projects. */
    public static Supplier<Fault> noResource(String id) {
        return () -> notFound("Resource %s cannot be found.".formatted(id));
    }

    public static Fault unprocessable(String message) {
        return new Fault(Kind.UNPROCESSABLE, message);
    }
}
