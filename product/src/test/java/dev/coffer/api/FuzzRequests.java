package dev.coffer.api;

import dev.coffer.fuzz.Mutations;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Requests to a route that are nearly right: bodies come from {@code openapi.yaml} and from the record of a real Trove, ids from what
 * is there, and then something is done to them.
 */
final class FuzzRequests {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\\{(\\w+)}");
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO");
    private static final List<String> QUERIES =
            List.of("limit", "marker", "include_clustered", "deleted", "x", "offset");

    /** Bodies by route, and those of the record by the last word of their path. */
    private final Map<String, List<JsonNode>> bodies = new TreeMap<>();

    private final Map<String, List<String>> queries = new TreeMap<>();
    /** Examples of what stands in paths, by path and name, as {@code /users/{user} {user}}. */
    private final Map<String, String> parameters = new TreeMap<>();

    private final List<JsonNode> all = new ArrayList<>();

    FuzzRequests() throws IOException, URISyntaxException {
        Specification specification = new Specification();
        SpecificationExamples examples = new SpecificationExamples(specification, true);
        for (Specification.Operation operation : specification.operations()) {
            JsonNode schema = specification.requestSchema(operation);
            if (!schema.isMissingNode()) {
                add(operation.route(), examples.of(schema));
                add(kind(operation.path()), examples.of(schema));
            }
            operation
                    .parameters()
                    .forEach(parameter -> parameters.put(
                            operation.path() + " {" + parameter.path("name").asString() + "}",
                            parameter.path("example").asString("x")));
            queries.put(
                    operation.route(),
                    operation.parameters().stream()
                            .filter(parameter -> parameter.path("in").asString().equals("query"))
                            .map(parameter -> parameter.path("name").asString())
                            .toList());
        }
        Path recorded = Path.of(Objects.requireNonNull(FuzzRequests.class.getResource("wire.jsonl"))
                .toURI());
        Exchange.read(recorded).stream()
                .filter(exchange -> exchange.request().path("body").isObject())
                .forEach(exchange ->
                        add(kind(exchange.path()), exchange.request().path("body")));
    }

    private void add(String key, JsonNode body) {
        bodies.computeIfAbsent(key, _ -> new ArrayList<>()).add(body);
        all.add(body);
    }

    /** The last word of a path that is no name of a thing. */
    private static String kind(String path) {
        return Stream.of(path.split("[/?]"))
                .filter(word -> word.matches("[a-z_-]+"))
                .reduce("", (_, word) -> word);
    }

    /** @param project whose part of the API is asked */
    Request request(Mutations mutations, FuzzStages stages, String route, String project, Map<String, String> headers) {
        String[] words = route.split(" ", 2);
        String method = mutations.chance(20) ? mutations.any(METHODS) : words[0];
        String path = path(mutations, stages, words[1], project);
        String query = query(mutations, route);
        byte[] body = method.equals("GET") || mutations.chance(15)
                ? new byte[0]
                : body(mutations, stages, route, words[1]).getBytes(StandardCharsets.UTF_8);
        return new Request(
                method,
                "http",
                headers.getOrDefault("host", "api.example"),
                mutations.chance(15) ? mutations.damaged(path) : path,
                query,
                headers,
                mutations.chance(15) ? mutations.damaged(body) : body,
                "192.0.2.1");
    }

    private String path(Mutations mutations, FuzzStages stages, String route, String project) {
        StringBuilder path = new StringBuilder();
        String word = "";
        for (String segment : route.substring(1).split("/", -1)) {
            path.append('/');
            if (segment.equals("{project}")) {
                path.append(project);
            } else if (segment.equals("{account}") && !mutations.chance(10)) {
                path.append("AUTH_").append(Stage.PROJECT);
            } else if (segment.startsWith("{")) {
                String example = parameters.getOrDefault(route + " " + segment, "x");
                path.append(PercentCoding.encode(name(mutations, stages, example, word))
                        .replace("%2F", segment.endsWith("+}") ? "/" : "%2F"));
            } else {
                path.append(segment);
                word = segment;
            }
        }
        return path.toString();
    }

    /**
     * @param example where nothing is known that fits
     * @param word of the path before it
     */
    private static String name(Mutations mutations, FuzzStages stages, String example, String word) {
        List<String> fitting = stages.ids(word);
        if (mutations.chance(15)) {
            return harmed(mutations);
        }
        return fitting.isEmpty() || mutations.chance(10)
                ? mutations.chance(4) ? mutations.any(stages.ids()) : example
                : mutations.any(fitting);
    }

    private String body(Mutations mutations, FuzzStages stages, String route, String path) {
        List<JsonNode> fitting = new ArrayList<>(bodies.getOrDefault(route, List.of()));
        fitting.addAll(bodies.getOrDefault(kind(path), List.of()));
        JsonNode valid = fitting.isEmpty() || mutations.chance(12) ? mutations.any(all) : mutations.any(fitting);
        String text = mutations.chance(6) ? valid.toString() : mutations.jsonText(valid);
        Matcher names = UUID.matcher(text);
        return names.replaceAll(match -> {
            String meant =
                    match.group(1) == null ? match.group() : stages.names().get(match.group(1));
            return Matcher.quoteReplacement(meant == null || mutations.chance(4) ? mutations.any(stages.ids()) : meant);
        });
    }

    private String query(Mutations mutations, String route) {
        List<String> own = queries.getOrDefault(route, List.of());
        if (!mutations.chance(own.isEmpty() ? 10 : 3)) {
            return "";
        }
        String name = mutations.any(own.isEmpty() || mutations.chance(4) ? QUERIES : own);
        String value = mutations.chance(2)
                ? PercentCoding.encode(harmed(mutations))
                : mutations.any(
                        List.of("0", "-1", "1", "999999999999999999999", "1e9", "%zz", "%", "a&limit=2", "\u0000"));
        return name + "=" + value;
    }

    /** Something a URL can hold: percent-coding knows no halves of characters. */
    private static String harmed(Mutations mutations) {
        return new String(mutations.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
