package dev.coffer.api;

import dev.coffer.api.Specification.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code openapi.yaml} as pages to read: an index, and a page per tag. */
final class ApiPages {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Specification specification;
    private final SpecificationExamples examples;
    private final ApiForms forms;

    ApiPages(Specification specification) {
        this.specification = specification;
        examples = new SpecificationExamples(specification, false);
        forms = new ApiForms(specification);
    }

    /** Text by name of file. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", index());
        for (JsonNode tag : specification.document().path("tags")) {
            String name = tag.path("name").asString();
            files.put(name + ".md", page(name, tag.path("description").asString("")));
        }
        return files;
    }

    private List<Operation> tagged(String tag) {
        return specification.operations().stream()
                .filter(operation -> operation.tag().equals(tag))
                .toList();
    }

    private String index() {
        StringBuilder text = new StringBuilder(GeneratedDocs.banner("openapi.yaml"));
        text.append("# API\n\n")
                .append(specification
                        .document()
                        .path("info")
                        .path("description")
                        .asString("")
                        .strip())
                .append(
                        "\n\nThe examples assume `API` (such as `http://127.0.0.1:8779`), `PROJECT` (its id) and `TOKEN` in the"
                                + " environment. `openapi.yaml` in the jar is the source of these pages.\n");
        for (JsonNode tag : specification.document().path("tags")) {
            String name = tag.path("name").asString();
            text.append("\n## [%s](%s.md)%n%n%s.%n%n"
                    .formatted(title(name), name, tag.path("description").asString("")));
            text.append("| route | what |\n|---|---|\n");
            tagged(name)
                    .forEach(operation -> text.append("| [`%s`](%s.md#%s) | %s |%n"
                            .formatted(
                                    operation.route(), name, anchor(heading(operation)), cell(operation.summary()))));
        }
        return text.toString();
    }

    private String page(String tag, String description) {
        StringBuilder text = new StringBuilder(GeneratedDocs.banner("openapi.yaml"));
        text.append("# %s%n%n%s. [All resources](README.md)%n".formatted(title(tag), description));
        tagged(tag).forEach(operation -> text.append('\n').append(section(operation)));
        return text.toString();
    }

    private static String title(String tag) {
        return tag.substring(0, 1).toUpperCase(Locale.ROOT) + tag.substring(1).replace('-', ' ');
    }

    private static String heading(Operation operation) {
        return operation.method() + " " + operation.path().replaceFirst("^/v1.0/\\{project}(?=/.)", "");
    }

    /** As GitHub makes them of headings. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{Alnum}_ -]", "")
                .replace(' ', '-');
    }

    private String section(Operation operation) {
        StringBuilder text = new StringBuilder("## " + heading(operation) + "\n\n");
        text.append(sentence(operation.summary()));
        String description = operation.body().path("description").asString("").strip();
        if (!description.isEmpty()) {
            text.append(' ').append(sentence(description));
        }
        text.append("\n\n").append(forms.parameters(operation)).append(forms.body(operation));
        text.append("```console\n").append(curl(operation)).append("```\n\n");
        text.append(answers(operation));
        return text.toString();
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private String answers(Operation operation) {
        StringBuilder text = new StringBuilder("| answer | |\n|---|---|\n");
        operation
                .responses()
                .properties()
                .forEach(answer -> text.append("| %s | %s |%n"
                        .formatted(
                                answer.getKey().equals("default") ? "any other" : answer.getKey(),
                                cell(specification
                                        .resolved(answer.getValue())
                                        .path("description")
                                        .asString("")))));
        operation.responses().propertyNames().stream()
                .filter(status -> status.startsWith("2"))
                .map(status -> specification.answerSchema(operation, status))
                .filter(schema -> !schema.isMissingNode())
                .findFirst()
                .ifPresent(schema -> text.append("\n```json\n")
                        .append(pretty(examples.of(schema)))
                        .append("\n```\n"));
        return text.toString();
    }

    private String curl(Operation operation) {
        StringBuilder text = new StringBuilder("curl");
        switch (operation.method()) {
            case "GET" -> {}
            case "HEAD" -> text.append(" -I");
            default -> text.append(" -X ").append(operation.method());
        }
        boolean open = operation.body().path("security").isArray()
                && operation.body().path("security").isEmpty();
        if (!open) {
            text.append(" -H \"X-Auth-Token: $TOKEN\"");
        }
        if (operation.path().equals("/v3/auth/tokens") && !operation.method().equals("POST")) {
            text.append(" -H \"X-Subject-Token: $TOKEN\"");
        }
        text.append(" \"$API").append(bound(operation)).append('"');
        JsonNode schema = specification.requestSchema(operation);
        if (!schema.isMissingNode()) {
            String body = pretty(examples.of(schema)).replace("'", "'\\''");
            text.append(" \\\n    -H 'Content-Type: application/json' -d '")
                    .append(body)
                    .append('\'');
        }
        return text.append('\n').toString();
    }

    private String bound(Operation operation) {
        String path = operation.path().replaceAll("\\{project}", "\\$PROJECT");
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asString();
            String example = parameter.path("example").asString("");
            if (!example.isEmpty()) {
                path = path.replace("{" + name + "}", PercentCoding.encode(example));
            }
        }
        return path;
    }

    private static String pretty(JsonNode value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    static String cell(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining(" ")).replace("|", "\\|");
    }
}
