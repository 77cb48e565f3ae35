package dev.coffer.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code openapi.yaml}, read. */
final class Specification {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");

    /**
     * One route of the document.
     *
     * @param method in capitals
     * @param parameters of the path and of the operation, resolved
     */
    record Operation(String method, String path, JsonNode body, List<JsonNode> parameters) {
        String route() {
            return method + " " + path;
        }

        String tag() {
            return body.path("tags").path(0).asString("");
        }

        String summary() {
            return body.path("summary").asString("");
        }

        JsonNode responses() {
            return body.path("responses");
        }
    }

    private final JsonNode document;

    Specification() {
        try (InputStream stream = Specification.class.getResourceAsStream("/openapi.yaml")) {
            document = YAMLMapper.builder().build().readTree(Objects.requireNonNull(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** In the document's order. */
    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue(),
                                parameters(path.getValue(), method.getValue())))));
        return operations;
    }

    private List<JsonNode> parameters(JsonNode path, JsonNode operation) {
        return Stream.of(path, operation)
                .flatMap(node -> node.path("parameters").valueStream())
                .map(this::resolved)
                .toList();
    }

    /** All operations, as {@code GET /path}. */
    Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        operations().forEach(operation -> routes.add(operation.route()));
        return routes;
    }

    JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
    }

    /** The form of an operation's body; missing when it takes none. */
    JsonNode requestSchema(Operation operation) {
        return json(operation.body().path("requestBody"));
    }

    /** The form of an answer; missing when it has no body. */
    JsonNode answerSchema(Operation operation, String status) {
        return json(operation.responses().path(status));
    }

    private JsonNode json(JsonNode bodied) {
        return resolved(bodied).path("content").path("application/json").path("schema");
    }
}
