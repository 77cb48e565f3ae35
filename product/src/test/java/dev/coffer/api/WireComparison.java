package dev.coffer.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Compares an answer with the recorded one: key sets, nesting and types everywhere; values where they do not depend on chance.
 * {@code https} in links, which Trove writes whatever the scheme, stands for both schemes.
 */
final class WireComparison {
    /** What Coffer adds for its own clients and for gophercloud. */
    private static final Set<String> ADDED = Set.of(
            "replication",
            "storage_driver",
            "instances_links",
            "users_links",
            "databases_links",
            "configurations_links");

    /** Keys of instances that the recorded page may not have held. */
    private static final Set<String> SOMETIMES = Set.of("replicas", "replica_of", "ip", "addresses");

    private static final Set<String> BY_CHANCE = Set.of(
            "id", "name", "created", "updated", "service_status_updated", "used", "used_percent", "type", "version");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");

    private final Map<String, String> names;
    private final List<String> differences = new ArrayList<>();

    WireComparison(Map<String, String> names) {
        this.names = names;
    }

    List<String> differences() {
        return differences.stream().distinct().toList();
    }

    void headers(JsonNode expected, Response actual) {
        String type = expected.path("Content-Type").asString("");
        String ours = actual.headers().getOrDefault("Content-Type", "");
        if (!type.isEmpty() && !ours.equals(type)) {
            differences.add("content type %s instead of %s".formatted(ours, type));
        }
        if (expected.has("X-Openstack-Request-Id")
                && !actual.headers().getOrDefault("X-Openstack-Request-Id", "").startsWith("req-")) {
            differences.add("no request id");
        }
        if (expected.has("Www-Authenticate")
                && !actual.headers().getOrDefault("WWW-Authenticate", "").startsWith("Keystone uri=")
                && actual.status() == 401) {
            differences.add("no challenge");
        }
    }

    void status(int expected, int actual) {
        if (expected != actual) {
            differences.add("status %d instead of %d".formatted(actual, expected));
        }
    }

    /** Trove failed where a clear refusal is due. */
    void refused(int expected, int actual) {
        if ((actual < 400 || actual >= 500) && actual != 501) {
            status(expected, actual);
        }
    }

    /** Trove had nothing to say; any answer but a failure will do. */
    void answered(int actual) {
        if (actual >= 500 && actual != 501) {
            differences.add("status %d".formatted(actual));
        }
    }

    void body(JsonNode expected, JsonNode actual) {
        if (expected.isArray() || expected.isObject()) {
            compare("", List.of(expected), actual);
        } else if (!actual.isMissingNode()) {
            differences.add("a body where there is none");
        }
    }

    /** @param models recorded values of which this one must be like one; rows of a list differ in optional keys */
    private void compare(String path, List<JsonNode> models, JsonNode actual) {
        JsonNode first = models.getFirst();
        if (!first.getNodeType().equals(actual.getNodeType())) {
            differences.add("%s is %s instead of %s".formatted(path, actual.getNodeType(), first.getNodeType()));
        } else if (first.isObject()) {
            object(path, models, actual);
        } else if (first.isArray()) {
            list(path, models, actual);
        } else {
            value(path, models, actual);
        }
    }

    private void object(String path, List<JsonNode> models, JsonNode actual) {
        Set<String> allowed = new HashSet<>();
        Set<String> required = new HashSet<>(models.getFirst().propertyNames());
        for (JsonNode model : models) {
            allowed.addAll(model.propertyNames());
            required.retainAll(model.propertyNames());
        }
        for (String key : actual.propertyNames()) {
            if (!allowed.contains(key) && !ADDED.contains(key) && !SOMETIMES.contains(key)) {
                differences.add("%s has %s".formatted(path, key));
            }
        }
        for (String key : required) {
            if (!actual.has(key)) {
                differences.add("%s lacks %s".formatted(path, key));
            }
        }
        for (String key : actual.propertyNames()) {
            List<JsonNode> below = models.stream()
                    .filter(model -> model.has(key))
                    .map(model -> model.get(key))
                    .toList();
            if (!below.isEmpty()) {
                compare(path + "." + key, below, actual.get(key));
            }
        }
    }

    private void list(String path, List<JsonNode> models, JsonNode actual) {
        if (models.stream().noneMatch(model -> model.size() == actual.size())) {
            differences.add("%s has %d entries instead of %d"
                    .formatted(path, actual.size(), models.getFirst().size()));
        }
        List<JsonNode> below = new ArrayList<>();
        models.forEach(model -> model.forEach(below::add));
        if (!below.isEmpty()) {
            actual.forEach(item -> compare(path + "[]", below, item));
        }
    }

    private void value(String path, List<JsonNode> models, JsonNode actual) {
        String key = path.substring(path.lastIndexOf('.') + 1).replace("[]", "");
        boolean date = models.stream()
                .anyMatch(model -> model.asString("").equals("{timestamp}")
                        || DATE.matcher(model.asString("")).matches());
        if (date && !DATE.matcher(actual.asString("")).matches()) {
            differences.add("%s is not a date: %s".formatted(path, actual));
        }
        if (BY_CHANCE.contains(key) || date) {
            return;
        }
        boolean alike = models.stream()
                .anyMatch(model -> model.equals(actual)
                        || (model.isString()
                                && pattern(model.stringValue())
                                        .matcher(actual.stringValue())
                                        .matches()));
        if (!alike) {
            differences.add("%s is %s instead of %s".formatted(path, actual, models.getFirst()));
        }
    }

    private Pattern pattern(String recorded) {
        String text = recorded.replace("https://{host}", "http://{host}");
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace("{" + name.getKey() + "}", name.getValue());
        }
        StringBuilder pattern = new StringBuilder();
        for (String part : text.split("(?=\\{\\w+})|(?<=})")) {
            pattern.append(part.matches("\\{\\w+}") ? "[^/\\s\"]+" : Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString());
    }
}
