package dev.coffer.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One recorded exchange with a real Trove; a recorded command of a client is several.
 *
 * @param step position among the exchanges of the same record
 */
record Exchange(String name, int step, JsonNode request, JsonNode response) {
    /** Words of answers that come from a guest that does not answer, or whose database cannot be reached. */
    private static final List<String> DEAD_GUEST =
            List.of("communicating with the guest", "connect to the Guest Agent", "Endpoint does not support RPC");

    /** Trove's images are Glance's; Coffer's ids are its own. */
    private static final String IMAGE = "44444444-4444-4444-8444-444444444444";

    static List<Exchange> read(Path file) throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                exchanges.addAll(calls(parse(lines.get(i), i + 1)));
            }
        }
        return exchanges;
    }

    private static JsonNode parse(String line, int number) throws IOException {
        try {
            JsonNode record = Json.parse(line.replace(IMAGE, "{image}").getBytes(StandardCharsets.UTF_8));
            boolean whole = record.path("name").isString()
                    && (record.path("calls").isArray() || record.path("request").isObject());
            if (whole) {
                return record;
            }
        } catch (RuntimeException e) {
            throw new IOException("Line %d is no JSON.".formatted(number), e);
        }
        throw new IOException("Line %d is no record with a name, a request and a response.".formatted(number));
    }

    private static List<Exchange> calls(JsonNode record) {
        String name = record.path("name").asString();
        Stream<JsonNode> calls = record.has("calls") ? record.path("calls").valueStream() : Stream.of(record);
        List<Exchange> exchanges = new ArrayList<>();
        calls.forEach(call ->
                exchanges.add(new Exchange(name, exchanges.size(), call.path("request"), call.path("response"))));
        return exchanges;
    }

    String method() {
        return request.path("method").asString();
    }

    /** With placeholders and query. */
    String path() {
        return request.path("path").asString();
    }

    /** With placeholders, without query. */
    String asked() {
        return method() + " " + path().replaceFirst("\\?.*", "");
    }

    String role() {
        return request.path("role").asString("");
    }

    int status() {
        return response.path("status").intValue();
    }

    /** Whether it was asked of a Trove that allowed only a few requests a minute. */
    boolean isOfRateLimit() {
        return name.startsWith("rate-limit-");
    }

    /** Whether a command of a client made it. */
    boolean isOfClient() {
        return name.startsWith("cli:");
    }

    /** Whether the answer is the state of a dead guest, and so nothing that Trove promises. */
    boolean isOfDeadGuest() {
        String answer = response.path("body").toString();
        return DEAD_GUEST.stream().anyMatch(answer::contains);
    }

    @Override
    public String toString() {
        return step == 0 ? name : name + " #" + step;
    }
}
