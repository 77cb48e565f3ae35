package dev.coffer.cli.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The API as commands use it: requests that throw {@link Failure} unless they succeed, whole lists, and names for ids. */
public final class Trove {
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}");
    private static final String OPERATION_HEADER = "Coffer-Operation";

    private final Http http;
    private final Session session;

    public Trove(Http http, Session session) {
        this.http = http;
        this.session = session;
    }

    public Json get(String path) {
        return call("GET", path, null).json();
    }

    public Answer post(String path, Object body) {
        return call("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return call("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return call("PATCH", path, body);
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    /** Name of the operation that carries out what was asked; none from a server that is not Coffer. */
    public static Optional<String> operation(Answer answer) {
        return answer.header(OPERATION_HEADER);
    }

    private Answer call(String method, String path, @Nullable Object body) {
        URI uri = Http.address(session.endpoint() + path);
        Answer answer = http.exchange(method, uri, session.headers(), body);
        if (answer.status() == 401 && session.renew()) {
            answer = http.exchange(method, uri, session.headers(), body);
        }
        if (!answer.isSuccess()) {
            throw Refusals.of(answer);
        }
        return answer;
    }

    /** All rows of a list that is paged by id. */
    public List<Json> all(String path, String key) {
        return all(path, key, row -> row.string("id"));
    }

    /**
     * All rows of a paged list. The marker is made from the greatest row instead of being taken from the next link, whose marker
     * servers encode in different ways. The greatest is not always the last: within a page, instances are shown newest first.
     */
    public List<Json> all(String path, String key, Function<Json, String> marker) {
        List<Json> rows = new ArrayList<>();
        String page = path;
        String last = "";
        while (true) {
            Json answer = get(page);
            List<Json> part = answer.items(key);
            rows.addAll(part);
            boolean more = answer.items("links").stream()
                    .anyMatch(link -> link.string("rel").equals("next"));
            if (!more || part.isEmpty()) {
                return rows;
            }
            String next =
                    part.stream().map(marker).max(Comparator.naturalOrder()).orElseThrow();
            if (next.isEmpty() || next.equals(last)) {
                throw Failure.refused(
                        "The server repeats the same page of %s for ever.".formatted(key), "Tell its operator.");
            }
            last = next;
            page = path + (path.contains("?") ? "&" : "?") + "marker="
                    + URLEncoder.encode(next, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** All rows of a list whose pages begin at a number of rows. */
    public List<Json> counted(String path, String key) {
        List<Json> rows = new ArrayList<>();
        while (true) {
            String mark = rows.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "marker=" + rows.size();
            Json answer = get(path + mark);
            rows.addAll(answer.items(key));
            if (answer.items("links").isEmpty() || answer.items(key).isEmpty()) {
                return rows;
            }
        }
    }

    /** An instance by id or name, with its details. */
    public Json instance(String nameOrId) {
        return get("/instances/" + instanceId(nameOrId)).at("instance");
    }

    /** The id of an instance given by id or name. Names are looked for on all pages. */
    public String instanceId(String nameOrId) {
        if (ID.matcher(nameOrId).matches() && exists("/instances/" + nameOrId)) {
            return nameOrId;
        }
        return named(all("/instances", "instances"), nameOrId, "instance").string("id");
    }

    private boolean exists(String path) {
        try {
            get(path);
            return true;
        } catch (Failure e) {
            if (e.isMissing()) {
                return false;
            }
            throw e;
        }
    }

    /** The only row with that id, or else with that name. */
    public static Json named(List<Json> rows, String nameOrId, String kind) {
        List<Json> byId =
                rows.stream().filter(row -> row.string("id").equals(nameOrId)).toList();
        List<Json> found = byId.isEmpty()
                ? rows.stream()
                        .filter(row -> row.string("name").equals(nameOrId))
                        .toList()
                : byId;
        return switch (found.size()) {
            case 0 ->
                throw Failure.refused(
                        404,
                        "There is no %s \"%s\".".formatted(kind, nameOrId),
                        "See what there is: coffer %s list".formatted(kind));
            case 1 -> found.getFirst();
            default ->
                throw Failure.refused(
                        "There is more than one %s named \"%s\": %s."
                                .formatted(
                                        kind,
                                        nameOrId,
                                        String.join(
                                                ", ",
                                                found.stream()
                                                        .map(row -> row.string("id"))
                                                        .toList())),
                        "Give the id instead of the name.");
        };
    }

    /** A part of a path. Dots are encoded too, since servers may read a trailing ".ext" as a format. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2e")
                .replace("*", "%2a");
    }

    /** A request body with one member. */
    public static Map<String, Object> body(String key, Object value) {
        return Map.of(key, value);
    }
}
