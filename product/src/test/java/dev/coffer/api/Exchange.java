package dev.coffer.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * One recorded exchange with a real Trove; a recorded command of a client is several.
 *
 * @param step position among the exchanges of the same record
 */
record Exchange(String name, int step, JsonNode request, JsonNode response) {
    private static final Pattern LATER = Pattern.compile(
            "/(backups|modules|clusters|mgmt(?!/datastores/versions/|/instances|/quotas/)|log|ssl|backup_strategies)(/|\\?|$)");
    private static final Pattern LATER_NAMES = Pattern.compile("rate-limit-.*|datastore-delete-.*");

    static List<Exchange> read(Path file) throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode entry = Json.parse(line.getBytes(StandardCharsets.UTF_8));
            List<Exchange> calls = calls(entry);
            if (calls.stream().allMatch(Exchange::isForUs)) {
                exchanges.addAll(calls);
            }
        }
        return exchanges;
    }

    private static List<Exchange> calls(JsonNode entry) {
        String name = entry.path("name").asString();
        if (!entry.has("calls")) {
            return List.of(new Exchange(name, 0, entry.path("request"), entry.path("response")));
        }
        List<Exchange> calls = new ArrayList<>();
        for (JsonNode call : entry.path("calls")) {
            calls.add(new Exchange(name, calls.size(), call.path("request"), call.path("response")));
        }
        return calls;
    }

    /** Leaves out routes that do not exist yet, and what Trove says of a dead agent or an unreachable database. */
    private boolean isForUs() {
        String path = request.path("path").asString().replaceFirst("^/v1.0/\\{\\w+}", "");
        String answer = response.path("body").toString();
        JsonNode body = request.path("body");
        return !LATER.matcher(path).find()
                && !LATER_NAMES.matcher(name).matches()
                && !body.has("resize")
                && !body.has("rebuild")
                && !answer.contains("communicating with the guest")
                && !answer.contains("connect to the Guest Agent");
    }

    String role() {
        return request.path("role").asString("");
    }

    int status() {
        return response.path("status").intValue();
    }

    @Override
    public String toString() {
        return step == 0 ? name : name + " #" + step;
    }
}
