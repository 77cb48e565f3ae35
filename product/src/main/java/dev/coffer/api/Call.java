package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A request of a known caller, with the parameters of its path.
 *
 * @param rule policy rule that the caller must pass for what the request is about
 */
record Call(Request request, Map<String, String> path, Caller caller, String rule) {

    /** Code behind a route. */
    @FunctionalInterface
    interface Handler {
        Response handle(Call call);
    }

    /** The same call, when its body and not its route decides which rule counts. */
    Call under(String otherRule) {
        return new Call(request, path, caller, otherRule);
    }

    String path(String name) {
        return Objects.requireNonNull(path.get(name), name);
    }

    /** A parameter that is the id (or name) of something stored; one that cannot be is not found. */
    String id(String name) {
        String id = path(name);
        if (id.length() > 255 || id.chars().anyMatch(Character::isISOControl)) {
            throw Fault.notFound("The resource could not be found.");
        }
        return id;
    }

    /** The body; missing when there is none. As in Trove, a body without a content type does not count. */
    JsonNode body() {
        return body(request);
    }

    static JsonNode body(Request request) {
        if (request.body().length == 0) {
            return MissingNode.getInstance();
        }
        String type = request.header("Content-Type").orElse("");
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (media) {
            case "" -> MissingNode.getInstance();
            case "application/json" -> Json.parse(request.body());
            default ->
                throw new Fault(
                        Fault.Kind.UNSUPPORTED_MEDIA,
                        "The content type of the body is not supported; send application/json.");
        };
    }

    /** The body, which must be of this form. */
    JsonNode body(Schema schema) {
        JsonNode body = body();
        if (body.isMissingNode()) {
            throw Fault.badRequest("The request needs a JSON body with the content type application/json.");
        }
        Schema.validate(schema, body);
        return body;
    }
}
