package dev.coffer.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One section of the configuration file: reads values, collects errors, remembers which keys exist. */
final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern ENDPOINT = Pattern.compile("[^\\s:]+:(\\d{1,5})");

    private final String path;
    private final @Nullable JsonNode node;
    private final List<String> errors;
    private final Set<String> known = new TreeSet<>();

    Section(String path, @Nullable JsonNode node, List<String> errors) {
        this.path = path;
        this.node = node;
        this.errors = errors;
    }

    Section section(String key) {
        JsonNode child = value(key);
        if (child != null && !child.isObject()) {
            errors.add("`%s` must be a section with keys below it".formatted(name(key)));
            child = null;
        }
        return new Section(name(key), child, errors);
    }

    String text(String key, String otherwise) {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (value.isContainer()) {
            errors.add("`%s` must be text".formatted(name(key)));
            return otherwise;
        }
        return value.asString();
    }

    int number(String key, int otherwise, int least, int most) {
        JsonNode value = value(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            errors.add("`%s` must be a whole number from %d to %d".formatted(name(key), least, most));
            return otherwise;
        }
        return value.intValue();
    }

    Duration duration(String key, String otherwise) {
        Matcher matcher = DURATION.matcher(text(key, otherwise));
        if (!matcher.matches()) {
            errors.add("`%s` must be a time such as 500ms, 20s, 5m or 12h".formatted(name(key)));
            return Duration.ZERO;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    String endpoint(String key, String otherwise) {
        String text = text(key, otherwise);
        Matcher matcher = ENDPOINT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > 65_535) {
            errors.add("`%s` must be host:port, e.g. %s".formatted(name(key), otherwise));
            return otherwise;
        }
        return text;
    }

    /** Call after all keys were read. */
    void refuseUnknown() {
        if (node != null) {
            node.propertyNames().stream()
                    .filter(key -> !known.contains(key))
                    .forEach(key -> errors.add(
                            "`%s` is unknown; known here: %s".formatted(name(key), String.join(", ", known))));
        }
    }

    private @Nullable JsonNode value(String key) {
        known.add(key);
        JsonNode value = node == null ? null : node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
