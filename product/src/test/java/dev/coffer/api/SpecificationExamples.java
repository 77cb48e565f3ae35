package dev.coffer.api;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values for the schemas of {@code openapi.yaml}: the examples it gives, and where it gives none, the plainest that fit. */
final class SpecificationExamples {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 12;

    private final Specification specification;
    private final boolean everything;

    /** @param everything also what only administrators see */
    SpecificationExamples(Specification specification, boolean everything) {
        this.specification = specification;
        this.everything = everything;
    }

    JsonNode of(JsonNode schema) {
        return of(schema, 0);
    }

    private JsonNode of(JsonNode given, int depth) {
        JsonNode schema = specification.resolved(given);
        JsonNode said = said(schema);
        if (!said.isMissingNode()) {
            return said;
        }
        JsonNode chosen = Stream.of("oneOf", "anyOf")
                .flatMap(word -> schema.path(word).valueStream())
                .filter(choice -> !choice.path("type").asString("").equals("null"))
                .findFirst()
                .orElse(null);
        if (chosen != null) {
            return of(chosen, depth + 1);
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> JSON.numberNode(schema.path("minimum").asLong(1));
            case "number" -> JSON.numberNode(0.5);
            case "boolean" -> JSON.booleanNode(true);
            case "null" -> JSON.nullNode();
            default -> JSON.stringNode(text(schema));
        };
    }

    private static JsonNode said(JsonNode schema) {
        if (schema.has("example")) {
            return schema.path("example");
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        return Stream.of("examples", "enum")
                .flatMap(word -> schema.path(word).valueStream())
                .filter(value -> !value.isString() || !value.stringValue().isEmpty())
                .findFirst()
                .orElse(schema.path("default"));
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isMissingNode()) {
            return schema.has("properties") || schema.has("allOf") || schema.isEmpty() ? "object" : "string";
        }
        return type.isArray() ? type.path(0).asString() : type.asString();
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode example = JSON.objectNode();
        for (JsonNode part : schema.path("allOf")) {
            if (of(part, depth + 1) instanceof ObjectNode inherited) {
                example.setAll(inherited);
            }
        }
        List<String> required = schema.path("required")
                .valueStream()
                .map(name -> name.asString())
                .toList();
        schema.path("properties").properties().forEach(property -> {
            JsonNode form = specification.resolved(property.getValue());
            boolean shown = required.contains(property.getKey())
                    || (depth < DEEPEST && isForAll(form) && !isLinkToNext(property.getKey()));
            boolean inherited = example.has(property.getKey()) && said(form).isMissingNode();
            if (shown && !inherited) {
                example.set(property.getKey(), of(form, depth + 1));
            }
        });
        return example;
    }

    /** Optional ones; an example holds one page. */
    private static boolean isLinkToNext(String name) {
        return name.equals("links") || name.endsWith("_links");
    }

    private boolean isForAll(JsonNode schema) {
        return everything || !schema.path("description").asString("").contains("administrators");
    }

    private JsonNode array(JsonNode schema, int depth) {
        ArrayNode example = JSON.arrayNode();
        if (schema.has("items") && depth < DEEPEST) {
            JsonNode item = of(schema.path("items"), depth + 1);
            for (int i = Math.max(1, schema.path("minItems").intValue(1)); i > 0; i--) {
                example.add(item);
            }
        }
        return example;
    }

    private static String text(JsonNode schema) {
        String pattern = schema.path("pattern").asString("");
        if (pattern.contains("{4}-")) {
            return "2026-03-01T12:00:00" + (pattern.contains("{6}") ? ".000000" : "")
                    + (pattern.contains("Z$") ? "Z" : "");
        }
        if (schema.path("format").asString("").equals("uuid")) {
            return "5f0c2e0a-9d0b-4d57-8a55-3e4f5a6b7c8d";
        }
        return "text";
    }
}
