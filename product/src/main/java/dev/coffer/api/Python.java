package dev.coffer.api;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values in messages look as Trove, which is written in Python, shows them. Secrets and endless texts are cut. */
final class Python {
    private static final int LONGEST = 200;

    private Python() {}

    static String repr(JsonNode value) {
        return cut(full(value));
    }

    private static String full(JsonNode value) {
        if (value.isString()) {
            return quote(value.stringValue());
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        if (value.isNull() || value.isMissingNode()) {
            return "None";
        }
        if (value.isArray()) {
            return value.valueStream().limit(LONGEST).map(Python::full).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isObject()) {
            return value.propertyStream()
                    .limit(LONGEST)
                    .map(entry -> quote(entry.getKey()) + ": "
                            + (isSecret(entry.getKey()) ? "'***'" : full(entry.getValue())))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.asString();
    }

    private static boolean isSecret(String name) {
        return name.equals("contents")
                || name.toLowerCase(java.util.Locale.ROOT).contains("password");
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        char mark = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        quoted.append(mark);
        text.codePoints().limit(LONGEST + 1L).forEach(point -> {
            switch (point) {
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (point == mark) {
                        quoted.append('\\');
                    }
                    if (Character.isISOControl(point)) {
                        quoted.append("\\x%02x".formatted(point));
                    } else {
                        quoted.appendCodePoint(point);
                    }
                }
            }
        });
        return quoted.append(mark).toString();
    }

    static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }
}
