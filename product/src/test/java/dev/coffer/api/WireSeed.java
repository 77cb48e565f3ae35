package dev.coffer.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The state of the Trove that was recorded, and the names that the record gives to parts of it. */
final class WireSeed {
    static final String FOREIGNERS = "f0000000000000000000000000000001";
    static final String PROJECT2 = "20000000000000000000000000000002";

    private static final List<WireTopic> TOPICS = List.of(
            new WireCatalogue(),
            new WireInstances(),
            new WireConfigurations(),
            new WireBackups(),
            new WireManagement(),
            new WireRateLimits());

    /** Records that make something, and what later ones call it. */
    private static final Map<String, String> MADE = Map.of(
            "instance-create-ok", "instance_new",
            "configuration-create-ok", "configuration_new",
            "module-create-ok", "module");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern WHOLE = Pattern.compile("\\{(uuid_\\d+)}");

    final Stage stage;
    /** What placeholders stand for; numbered ones of a record as {@code record/uuid_1}. */
    private final Map<String, String> names = new HashMap<>();

    WireSeed(Stage stage) {
        this.stage = stage;
        name("project_id", Stage.PROJECT);
        name("project2_id", PROJECT2);
        name("other_project_id", Stage.STRANGERS);
        name("admin_project_id", Stage.ADMINS);
    }

    void plant() {
        TOPICS.forEach(topic -> topic.plant(this));
    }

    void before(Exchange exchange) {
        TOPICS.forEach(topic -> topic.before(this, exchange));
    }

    void after(Exchange exchange, Response answer) {
        JsonNode body = Stage.json(answer);
        learn(exchange, exchange.response().path("body"), body);
        String made = MADE.get(exchange.name());
        String id = body.path(body.propertyNames().stream().findFirst().orElse(""))
                .path("id")
                .asString("");
        if (made != null && !id.isEmpty()) {
            name(made, id);
        }
        TOPICS.forEach(topic -> topic.after(this, exchange, answer));
    }

    void name(String placeholder, String value) {
        names.put(placeholder, value);
    }

    /** What a numbered placeholder means in one record that asks for it before any answer has told. */
    void name(String record, String placeholder, String value) {
        names.put(record + "/" + placeholder, value);
    }

    String named(String placeholder) {
        return names.getOrDefault(placeholder, "");
    }

    /** Names that hold in every record. */
    Map<String, String> names() {
        return Map.copyOf(names);
    }

    /** The text of a request, with values for placeholders. */
    String bind(String text, Exchange exchange) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.replaceAll(match -> {
            String local = names.get(exchange.name() + "/" + match.group(1));
            return Matcher.quoteReplacement(local == null ? names.getOrDefault(match.group(1), match.group()) : local);
        });
    }

    /** From an answer: which of our ids a numbered one of the same record stands for, found by the name of the thing. */
    private void learn(Exchange exchange, JsonNode expected, JsonNode actual) {
        if (expected.isObject() && actual.isObject()) {
            Matcher id = WHOLE.matcher(expected.path("id").asString(""));
            if (id.matches()
                    && actual.path("id").isString()
                    && expected.path("name").equals(actual.path("name"))) {
                names.putIfAbsent(
                        exchange.name() + "/" + id.group(1), actual.path("id").stringValue());
            }
            expected.properties().forEach(entry -> learn(exchange, entry.getValue(), actual.path(entry.getKey())));
        } else if (expected.isArray() && actual.isArray()) {
            for (JsonNode row : expected) {
                actual.forEach(candidate -> learn(exchange, row, candidate));
            }
        }
    }
}
