package dev.coffer.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An HTTP response. Bodies are JSON unless the headers say otherwise. */
public record Response(int status, Map<String, String> headers, Content content) {
    static final String JSON = "application/json";
    static final String OPERATION = "Coffer-Operation";

    /** A body. */
    public sealed interface Content {}

    /** One that is at hand as a whole. */
    public record Bytes(byte[] bytes) implements Content {
        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /** One that is too long to be held as a whole. */
    @FunctionalInterface
    public non-sealed interface Stream extends Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public Response {
        headers = Map.copyOf(headers);
    }

    Response(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, new Bytes(body));
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
        return new Response(status, more, content);
    }

    /** Names the operation that the request filed. */
    Response filed(String operationId) {
        return with(OPERATION, operationId);
    }

    /** The whole body. */
    public byte[] body() {
        return switch (content) {
            case Bytes(byte[] bytes) -> bytes;
            case Stream stream -> whole(stream);
        };
    }

    private static byte[] whole(Stream stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            stream.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public String bodyText() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Response[" + status + ", " + content + "]";
    }
}
