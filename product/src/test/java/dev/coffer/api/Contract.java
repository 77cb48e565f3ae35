package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code openapi.yaml}, held against answers. */
final class Contract {
    private final Specification specification = new Specification();
    private final JsonNode document = specification.document();
    private final Router<String> paths = new Router<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> schemas = new HashMap<>();
    private final Set<String> answered = new TreeSet<>();

    Contract() {
        // as in the API, paths without parameters come first
        specification.operations().stream()
                .sorted((one, other) -> parameters(one.path()) - parameters(other.path()))
                .forEach(operation -> paths.on(operation.method(), operation.path(), operation.path()));
    }

    private static int parameters(String path) {
        return path.split("\\{", -1).length;
    }

    /** All operations, as {@code GET /path}. */
    Set<String> operations() {
        return specification.routes();
    }

    /** Those that gave an answer the document describes by its status, not only by its default. */
    Set<String> answered() {
        return answered;
    }

    void check(Request request, Response response) {
        Optional<String> path = paths.find(request.method(), request.path()).map(Router.Match::handler);
        if (path.isEmpty()) {
            assertThat(response.status())
                    .as(request + " is not in openapi.yaml")
                    .isIn(200, 400, 401, 403, 404);
            return;
        }
        String operation = request.method() + " " + path.get();
        JsonNode responses = document.path("paths")
                .path(path.get())
                .path(request.method().toLowerCase(Locale.ROOT))
                .path("responses");
        JsonNode described = responses.path("" + response.status());
        if (described.isMissingNode()) {
            assertThat(response.status())
                    .as(operation + " " + response.bodyText())
                    .isGreaterThanOrEqualTo(400);
            described = responses.path("default");
        } else {
            answered.add(operation);
        }
        body(operation, specification.resolved(described), response);
    }

    private void body(String operation, JsonNode described, Response response) {
        if (!described.has("content")) {
            assertThat(response.body()).as(operation).isEmpty();
            return;
        }
        String type = response.headers().getOrDefault("Content-Type", "").split(";", 2)[0];
        JsonNode schema = described.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as(operation + " as " + type).isFalse();
        if (type.equals("application/json")) {
            assertThat(schema(schema).validate(Stage.json(response)))
                    .as("%s %d %s".formatted(operation, response.status(), response.bodyText()))
                    .isEmpty();
        }
    }

    /** What is wrong with a value; empty when it has the form. */
    String breaches(JsonNode schema, JsonNode value) {
        return schema(schema).validate(value).stream().map(Object::toString).collect(Collectors.joining("; "));
    }

    private Schema schema(JsonNode schema) {
        return schemas.computeIfAbsent(schema, node -> {
            ObjectNode whole = ((ObjectNode) node).deepCopy();
            whole.set("components", document.path("components"));
            return registry.getSchema(whole);
        });
    }
}
