package dev.coffer.cli.client;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps, lists, strings, numbers and truth values to JSON text. */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private final boolean indented;

    private JsonWriter(boolean indented) {
        this.indented = indented;
    }

    public static String compact(@Nullable Object value) {
        JsonWriter writer = new JsonWriter(false);
        writer.value(value, 0);
        return writer.out.toString();
    }

    /** Indented by two spaces, for people. */
    public static String indented(@Nullable Object value) {
        JsonWriter writer = new JsonWriter(true);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Json json -> value(json.value(), depth);
            case Map<?, ?> map -> object(map, depth);
            case Iterable<?> items -> array(items, depth);
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            case Object text -> string(text.toString());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        out.append('{');
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            line(depth + 1);
            string(String.valueOf(entry.getKey()));
            out.append(indented ? ": " : ":");
            value(entry.getValue(), depth + 1);
            out.append(entries.hasNext() ? "," : "");
        }
        end('}', depth, map.isEmpty());
    }

    private void array(Iterable<?> items, int depth) {
        Iterator<?> rest = items.iterator();
        boolean empty = !rest.hasNext();
        out.append('[');
        while (rest.hasNext()) {
            line(depth + 1);
            value(rest.next(), depth + 1);
            out.append(rest.hasNext() ? "," : "");
        }
        end(']', depth, empty);
    }

    private void end(char bracket, int depth, boolean empty) {
        if (!empty) {
            line(depth);
        }
        out.append(bracket);
    }

    private void line(int depth) {
        if (indented) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (mustEscape(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Control characters also for the sake of terminals; lone surrogates could not be encoded. */
    private static boolean mustEscape(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
