package dev.coffer.cli.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON text: a map, a list, a string, a number, a truth value, or null. What is not there reads as null, so that
 * absent and null parts of an answer need no second thought.
 */
public record Json(@Nullable Object value) {
    public static final Json MISSING = new Json(null);

    /** @throws IllegalArgumentException when the text is not JSON */
    public static Json parse(byte[] text) {
        return new Json(JsonReader.read(text));
    }

    public boolean isMissing() {
        return value == null;
    }

    public Json at(String key) {
        return value instanceof Map<?, ?> map ? new Json(map.get(key)) : MISSING;
    }

    public boolean has(String key) {
        return value instanceof Map<?, ?> map && map.containsKey(key);
    }

    /** A string, number or truth value as text. */
    public Optional<String> text(String key) {
        return switch (at(key).value) {
            case null -> Optional.empty();
            case Map<?, ?> _, List<?> _ -> Optional.empty();
            case Object scalar -> Optional.of(scalar.toString());
        };
    }

    /** As {@link #text}, with the empty string for what is not there. */
    public String string(String key) {
        return text(key).orElse("");
    }

    public boolean isTrue(String key) {
        return Boolean.TRUE.equals(at(key).value);
    }

    public Optional<Double> number(String key) {
        return at(key).value instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    public List<Json> items(String key) {
        return at(key).items();
    }

    public List<Json> items() {
        return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
    }

    /** Members in the order of the text. */
    public Map<String, Json> members() {
        Map<String, Json> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> members.put(String.valueOf(key), new Json(member)));
        }
        return members;
    }

    /** Members as they are, for showing all of them. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        members().forEach((key, member) -> fields.put(key, member.value()));
        return fields;
    }

    /** Does not show the value, which may hold a password. */
    @Override
    public String toString() {
        return "Json";
    }
}
