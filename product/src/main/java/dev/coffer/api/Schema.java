package dev.coffer.api;

import dev.coffer.fault.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a JSON value must be. Problems are worded as Trove's, since people search for them. */
@FunctionalInterface
interface Schema {

    /** @param path as in {@code instance['volume']['size']}; empty for the whole body */
    record Problem(String path, String reason) {
        String sentence() {
            return path.isEmpty() ? reason : path + " " + reason;
        }
    }

    void check(JsonNode value, String path, List<Problem> problems);

    static void validate(Schema schema, JsonNode value) {
        List<Problem> problems = new ArrayList<>();
        schema.check(value, "", problems);
        if (!problems.isEmpty()) {
            throw Fault.badRequest(problems.stream()
                    .map(Problem::sentence)
                    .distinct()
                    .limit(20)
                    .collect(Collectors.joining("; ", "Validation error: ", "")));
        }
    }

    static Schema any() {
        return (value, path, problems) -> {};
    }

    static Schema nothing() {
        return type("null", JsonNode::isNull);
    }

    static Schema bool() {
        return type("boolean", JsonNode::isBoolean);
    }

    private static Schema type(String name, java.util.function.Predicate<JsonNode> test) {
        return (value, path, problems) -> {
            if (!test.test(value)) {
                problems.add(new Problem(path, "%s is not of type '%s'".formatted(Python.repr(value), name)));
            }
        };
    }

    static Schema text(int shortest, int longest) {
        return (value, path, problems) -> {
            if (!value.isString()) {
                problems.add(new Problem(path, Python.repr(value) + " is not of type 'string'"));
            } else if (value.stringValue().length() < shortest) {
                problems.add(new Problem(path, Python.repr(value) + " should be non-empty"));
            } else if (value.stringValue().length() > longest) {
                problems.add(new Problem(path, Python.repr(value) + " is too long"));
            }
        };
    }

    static Schema text(int shortest, int longest, Pattern pattern) {
        Schema plain = text(shortest, longest);
        return (value, path, problems) -> {
            plain.check(value, path, problems);
            if (value.isString()
                    && value.stringValue().length() <= longest
                    && !pattern.matcher(value.stringValue()).find()) {
                String regex = Python.quote(pattern.pattern());
                problems.add(new Problem(path, "%s does not match %s".formatted(Python.repr(value), regex)));
            }
        };
    }

    /** A text that must never be repeated in a message. */
    static Schema secret() {
        return (value, path, problems) -> {
            if (!value.isString()) {
                problems.add(new Problem(path, "is not of type 'string'"));
            } else if (value.stringValue().isEmpty()) {
                problems.add(new Problem(path, "should be non-empty"));
            }
        };
    }

    static Schema integer(long least, long greatest) {
        return (value, path, problems) -> {
            String shown = Python.repr(value);
            if (!value.isIntegralNumber()) {
                problems.add(new Problem(path, shown + " is not of type 'integer'"));
            } else if (value.decimalValue().compareTo(java.math.BigDecimal.valueOf(least)) < 0) {
                problems.add(new Problem(path, "%s is less than the minimum of %d".formatted(shown, least)));
            } else if (value.decimalValue().compareTo(java.math.BigDecimal.valueOf(greatest)) > 0) {
                problems.add(new Problem(path, "%s is greater than the maximum of %d".formatted(shown, greatest)));
            }
        };
    }

    static Schema oneOf(String... words) {
        List<String> allowed = List.of(words);
        return (value, path, problems) -> {
            if (!value.isString() || !allowed.contains(value.stringValue())) {
                String list = allowed.stream().map(Python::quote).collect(Collectors.joining(", ", "[", "]"));
                problems.add(new Problem(path, "%s is not one of %s".formatted(Python.repr(value), list)));
            }
        };
    }

    static Schema anyOf(Schema... schemas) {
        return (value, path, problems) -> {
            List<Problem> found = new ArrayList<>();
            for (Schema schema : schemas) {
                List<Problem> own = new ArrayList<>();
                schema.check(value, "", own);
                if (own.isEmpty()) {
                    return;
                }
                found.addAll(own);
            }
            String reasons = found.stream().map(Problem::sentence).collect(Collectors.joining("; "));
            problems.add(new Problem(
                    path, "%s is not valid under any of the given schemas; %s".formatted(Python.repr(value), reasons)));
        };
    }

    static Schema list(Schema item, int longest, boolean unique) {
        return (value, path, problems) -> {
            if (!value.isArray()) {
                problems.add(new Problem(path, Python.repr(value) + " is not of type 'array'"));
                return;
            }
            if (value.size() > longest) {
                problems.add(new Problem(path, Python.repr(value) + " is too long"));
                return;
            }
            Set<JsonNode> seen = new HashSet<>();
            for (int i = 0; i < value.size(); i++) {
                item.check(value.get(i), path + "[" + i + "]", problems);
                if (!seen.add(value.get(i)) && unique) {
                    problems.add(new Problem(path, Python.repr(value) + " has non-unique elements"));
                    return;
                }
            }
        };
    }

    /**
     * An object.
     *
     * @param required missing ones are told in this order, if the set has one
     */
    static Schema object(Map<String, Schema> properties, Set<String> required, boolean open) {
        return (value, path, problems) -> {
            if (!value.isObject()) {
                problems.add(new Problem(path, Python.repr(value) + " is not of type 'object'"));
                return;
            }
            (required instanceof SequencedSet<String> ordered
                            ? ordered.stream()
                            : required.stream().sorted())
                    .filter(name -> !value.has(name))
                    .forEach(name -> problems.add(new Problem(path, Python.quote(name) + " is a required property")));
            if (!open) {
                refuseOthers(value, properties.keySet(), path, problems);
            }
            value.properties().forEach(entry -> {
                Schema schema = properties.get(entry.getKey());
                if (schema != null) {
                    schema.check(entry.getValue(), below(path, entry.getKey()), problems);
                }
            });
        };
    }

    /** An object of which something must be said. */
    static Schema notEmpty(Schema schema) {
        return (value, path, problems) -> {
            if (value.isObject() && value.isEmpty()) {
                problems.add(new Problem(path, "{} should be non-empty"));
            } else {
                schema.check(value, path, problems);
            }
        };
    }

    private static void refuseOthers(JsonNode value, Set<String> known, String path, List<Problem> problems) {
        List<String> others = value.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .map(Python::quote)
                .limit(10)
                .toList();
        if (!others.isEmpty()) {
            problems.add(new Problem(
                    path,
                    "Additional properties are not allowed (%s %s unexpected)"
                            .formatted(String.join(", ", others), others.size() == 1 ? "was" : "were")));
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : "%s[%s]".formatted(path, Python.quote(name));
    }
}
