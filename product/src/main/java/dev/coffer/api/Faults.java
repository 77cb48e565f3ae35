package dev.coffer.api;

import dev.coffer.durable.Busy;
import dev.coffer.fault.Fault;
import dev.coffer.identity.Throttled;
import java.util.Arrays;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** From what was thrown to what the caller is told. The only place where this is decided. */
final class Faults {
    static final String UNAUTHENTICATED = "The request you have made requires authentication.";

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /** Trove's form: the fault's name is the key. */
    static Response trove(RuntimeException thrown) {
        Fault fault = fault(thrown);
        ObjectNode content = Json.object().put("code", fault.kind().status()).put("message", fault.sentence());
        return withRetry(
                Response.json(fault.kind().status(), Json.wrap(fault.kind().key(), content)), thrown);
    }

    /** Keystone's form, also of the answers of its middleware in front of Trove. */
    static Response keystone(RuntimeException thrown) {
        Fault fault = fault(thrown);
        ObjectNode content = Json.object()
                .put("code", fault.kind().status())
                .put("title", title(fault.kind()))
                .put("message", fault.sentence());
        return withRetry(Response.json(fault.kind().status(), Json.wrap("error", content)), thrown);
    }

    /** The same form for a bare status. */
    static byte[] body(int status, String message) {
        String key = Arrays.stream(Fault.Kind.values())
                .filter(kind -> kind.status() == status)
                .map(Fault.Kind::key)
                .findFirst()
                .orElse(status < 500 ? Fault.Kind.BAD_REQUEST.key() : Fault.Kind.INTERNAL.key());
        return Json.bytes(Json.wrap(key, Json.object().put("code", status).put("message", message)));
    }

    private static Response withRetry(Response response, RuntimeException thrown) {
        return thrown instanceof Throttled throttled
                ? response.with(
                        "Retry-After",
                        Long.toString(Math.max(1, throttled.retryAfter().toSeconds())))
                : response;
    }

    private static Fault fault(RuntimeException thrown) {
        return switch (thrown) {
            case Fault fault -> fault;
            case Busy busy -> Fault.unprocessable(String.valueOf(busy.getMessage()));
            case Throttled throttled -> new Fault(Fault.Kind.TOO_MANY_REQUESTS, String.valueOf(throttled.getMessage()));
            default -> unexpected(thrown);
        };
    }

    private static Fault unexpected(RuntimeException thrown) {
        UUID id = UUID.randomUUID();
        LOG.error("A request failed unexpectedly ({})", id, thrown);
        return new Fault(
                Fault.Kind.INTERNAL,
                "Internal Server Error. Please keep this ID to help us figure out what went wrong: (%s)."
                        .formatted(id));
    }

    private static String title(Fault.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> "Bad Request";
            case UNAUTHORIZED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case NOT_FOUND -> "Not Found";
            case NOT_ACCEPTABLE -> "Not Acceptable";
            case CONFLICT -> "Conflict";
            case OVER_LIMIT -> "Request Entity Too Large";
            case UNSUPPORTED_MEDIA -> "Unsupported Media Type";
            case UNPROCESSABLE -> "Unprocessable Entity";
            case TOO_MANY_REQUESTS -> "Too Many Requests";
            case INTERNAL -> "Internal Server Error";
            case NOT_IMPLEMENTED -> "Not Implemented";
            case UNAVAILABLE -> "Service Unavailable";
        };
    }
}
