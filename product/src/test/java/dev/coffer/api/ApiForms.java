package dev.coffer.api;

import dev.coffer.api.Specification.Operation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Tables of what a request may hold. */
final class ApiForms {
    private static final int DEEPEST = 5;

    private final Specification specification;

    ApiForms(Specification specification) {
        this.specification = specification;
    }

    /** Without the project, which all have. */
    String parameters(Operation operation) {
        List<JsonNode> parameters = operation.parameters().stream()
                .filter(parameter -> !parameter.path("name").asString().equals("project"))
                .toList();
        if (parameters.isEmpty()) {
            return "";
        }
        return parameters.stream()
                .map(parameter -> "| `%s` | %s | %s | %s |%n"
                        .formatted(
                                parameter.path("name").asString(),
                                parameter.path("in").asString(),
                                type(parameter.path("schema")),
                                ApiPages.cell(parameter.path("description").asString(""))))
                .collect(Collectors.joining("", "| parameter | in | type | |\n|---|---|---|---|\n", "\n"));
    }

    String body(Operation operation) {
        JsonNode schema = specification.requestSchema(operation);
        if (schema.isMissingNode()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        fields("", schema, rows, 0);
        return rows.isEmpty() ? "" : "| body | type | |\n|---|---|---|\n" + rows + "\n";
    }

    private void fields(String path, JsonNode given, StringBuilder rows, int depth) {
        JsonNode schema = specification.resolved(given);
        if (depth > DEEPEST) {
            return;
        }
        List<String> required = schema.path("required")
                .valueStream()
                .map(name -> name.asString())
                .toList();
        schema.path("properties").properties().forEach(property -> {
            String name = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            JsonNode form = specification.resolved(property.getValue());
            String description = form.path("description").asString("");
            rows.append("| `%s` | %s%s | %s |%n"
                    .formatted(
                            name,
                            type(form),
                            required.contains(property.getKey()) ? ", required" : "",
                            ApiPages.cell(description)));
            fields(name, form, rows, depth + 1);
        });
        schema.path("allOf").forEach(part -> fields(path, part, rows, depth + 1));
        choices(schema).limit(1).forEach(choice -> fields(path, choice, rows, depth + 1));
        if (schema.has("items")) {
            fields(path + "[]", schema.path("items"), rows, depth + 1);
        }
    }

    private static Stream<JsonNode> choices(JsonNode schema) {
        return Stream.of("oneOf", "anyOf").flatMap(word -> schema.path(word).valueStream());
    }

    private String type(JsonNode given) {
        JsonNode schema = specification.resolved(given);
        if (schema.has("enum")) {
            return words(schema.path("enum"), ", ");
        }
        if (schema.has("const")) {
            return "`" + schema.path("const").asString() + "`";
        }
        JsonNode type = schema.path("type");
        if (type.isMissingNode()) {
            String kinds = choices(schema).map(this::type).distinct().collect(Collectors.joining(" or "));
            return kinds.isEmpty() ? "any" : kinds;
        }
        String said = type.isArray() ? words(type, " or ").replace("`", "") : type.asString();
        return said + bounds(schema);
    }

    private static String words(JsonNode values, String between) {
        return values.valueStream().map(value -> "`" + value.asString("") + "`").collect(Collectors.joining(between));
    }

    private static String bounds(JsonNode schema) {
        String least = schema.path("minimum").asString(schema.path("minLength").asString(""));
        String most = schema.path("maximum").asString(schema.path("maxLength").asString(""));
        if (least.isEmpty() && most.isEmpty()) {
            return "";
        }
        return least.isEmpty() ? " ≤ " + most : most.isEmpty() ? " ≥ " + least : " %s–%s".formatted(least, most);
    }
}
