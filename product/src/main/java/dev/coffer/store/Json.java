package dev.coffer.store;

import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Lists and maps inside a column. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static List<String> strings(String json) {
        if (json.equals("[]")) {
            return List.of();
        }
        return MAPPER.readValue(json, new TypeReference<>() {});
    }

    static Map<String, String> texts(String json) {
        return MAPPER.readValue(json, new TypeReference<>() {});
    }

    static Map<String, Double> numbers(String json) {
        return MAPPER.readValue(json, new TypeReference<>() {});
    }
}
