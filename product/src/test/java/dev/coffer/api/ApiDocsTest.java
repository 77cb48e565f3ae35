package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.api.Specification.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The document says enough of every operation to be read, and the pages made of it are those in {@code docs/api}. */
class ApiDocsTest {
    private final Specification specification = new Specification();
    private final Contract contract = new Contract();

    @Test
    void every_operation_says_what_it_does_and_belongs_to_a_described_tag() {
        Set<String> tags = specification
                .document()
                .path("tags")
                .valueStream()
                .filter(tag -> !tag.path("description").asString("").isBlank())
                .map(tag -> tag.path("name").asString())
                .collect(Collectors.toSet());
        List<String> poor = new ArrayList<>();
        for (Operation operation : specification.operations()) {
            if (operation.summary().isBlank()) {
                poor.add(operation.route() + " has no summary");
            }
            if (!tags.contains(operation.tag())) {
                poor.add("%s has the tag '%s', which the document does not describe"
                        .formatted(operation.route(), operation.tag()));
            }
            if (operation.responses().propertyNames().stream().noneMatch(status -> status.matches("2..|501"))) {
                poor.add(operation.route() + " never ends well");
            }
        }
        assertThat(poor).isEmpty();
    }

    @Test
    void every_parameter_is_described_and_every_one_of_a_path_declared() {
        List<String> poor = new ArrayList<>();
        for (Operation operation : specification.operations()) {
            Set<String> declared = new TreeSet<>();
            for (JsonNode parameter : operation.parameters()) {
                String name = parameter.path("name").asString("");
                if (parameter.path("in").asString("").equals("path")) {
                    declared.add(name);
                }
                if (parameter.path("description").asString("").isBlank()) {
                    poor.add(operation.route() + ": the parameter " + name + " has no description");
                }
            }
            Set<String> wanted = Stream.of(operation.path().split("/"))
                    .filter(segment -> segment.startsWith("{"))
                    .map(segment -> segment.substring(1, segment.length() - 1))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!declared.equals(wanted)) {
                poor.add("%s declares %s".formatted(operation.route(), declared));
            }
        }
        assertThat(poor).isEmpty();
    }

    @Test
    void every_example_has_the_form_that_it_is_an_example_of() {
        List<String> wrong = new ArrayList<>();
        for (boolean everything : List.of(false, true)) {
            SpecificationExamples examples = new SpecificationExamples(specification, everything);
            for (Operation operation : specification.operations()) {
                Stream<JsonNode> schemas = Stream.concat(
                        Stream.of(specification.requestSchema(operation)),
                        operation.responses().propertyNames().stream()
                                .map(status -> specification.answerSchema(operation, status)));
                schemas.filter(schema -> !schema.isMissingNode()).forEach(schema -> {
                    JsonNode example = examples.of(schema);
                    String breaches = contract.breaches(schema, example);
                    if (!breaches.isEmpty()) {
                        wrong.add("%s: %s: %s".formatted(operation.route(), breaches, example));
                    }
                });
            }
        }
        assertThat(wrong).as("give these schemas an example").isEmpty();
    }

    @Test
    void the_pages_are_what_the_document_says() throws IOException {
        Path pages = GeneratedDocs.directory().resolve("api");
        Map<String, String> files = new ApiPages(specification).files();
        if (GeneratedDocs.areWritten() && Files.isDirectory(pages)) {
            try (Stream<Path> old = Files.list(pages)) {
                for (Path page : old.toList()) {
                    Files.delete(page);
                }
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            GeneratedDocs.keep(pages.resolve(file.getKey()), file.getValue());
        }
        try (Stream<Path> there = Files.list(pages)) {
            assertThat(there.map(page -> page.getFileName().toString()))
                    .as(GeneratedDocs.advice(pages))
                    .containsExactlyInAnyOrderElementsOf(files.keySet());
        }
    }

    @Test
    void the_coverage_table_has_every_route_and_no_other(@TempDir Path directory) throws IOException {
        if (GeneratedDocs.areWritten()) {
            return;
        }
        Coverage coverage = Coverage.read(Coverage.file());
        try (Stage stage = new Stage(directory)) {
            assertThat(coverage.routes())
                    .as(GeneratedDocs.advice(Coverage.file()))
                    .containsAll(stage.api.routes());
            assertThat(stage.api
                            .routes()
                            .containsAll(coverage.routes().stream()
                                    .filter(route -> !route.contains(" /v3"))
                                    .toList()))
                    .as(GeneratedDocs.advice(Coverage.file()))
                    .isTrue();
        }
        assertThat(coverage.neverAnswered())
                .as("routes that no test has brought to the end that they are for; there is no cluster to ask for")
                .allMatch(route -> route.contains("/clusters/{id}"));
    }
}
