package dev.coffer.engine.mongodb;

import java.util.Map;
import java.util.stream.Collectors;

/** Writes nested maps as YAML. Texts are always quoted, so that none is taken for something else. */
final class Yaml {
    private Yaml() {}

    static String text(Map<String, Object> values) {
        return lines(values, "");
    }

    private static String lines(Map<?, ?> values, String indent) {
        return values.entrySet().stream()
                .map(value -> indent + value.getKey() + ":" + after(value.getValue(), indent))
                .collect(Collectors.joining());
    }

    private static String after(Object value, String indent) {
        return switch (value) {
            case Map<?, ?> nested -> "\n" + lines(nested, indent + "  ");
            case Boolean flag -> " " + flag + "\n";
            case Number number -> " " + number + "\n";
            default -> " " + quoted(value.toString()) + "\n";
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
