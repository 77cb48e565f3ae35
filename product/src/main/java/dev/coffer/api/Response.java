package dev.coffer.api;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An HTTP response. Bodies are JSON unless the headers say otherwise. */
public record Response(int status, Map<String, String> headers, byte[] body) {
    static final String JSON = "application/json";

    public Response {
        headers = Map.copyOf(headers);
    }

    static Response json(int status, JsonNode body) {
        return new Response(status, Map.of("Content-Type", JSON), Json.bytes(body));
    }

    static Response ok(JsonNode body) {
        return json(200, body);
    }

    /** Trove says {@code application/json} even where there is no body. */
    static Response empty(int status) {
        return new Response(status, Map.of("Content-Type", JSON), new byte[0]);
    }

    static Response accepted() {
        return empty(202);
    }

    static Response text(int status, String body) {
        return new Response(
                status, Map.of("Content-Type", "text/plain; charset=UTF-8"), body.getBytes(StandardCharsets.UTF_8));
    }

    Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }

    /** Names the operation that the request filed. */
    Response filed(String operationId) {
        return with("Coffer-Operation", operationId);
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Response[" + status + ", " + body.length + " bytes]";
    }
}
