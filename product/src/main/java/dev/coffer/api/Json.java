package dev.coffer.api;

import dev.coffer.fault.Fault;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON of requests and answers. */
final class Json {
    /** Trove's form of dates: no zone letter, no fraction. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** An object with one entry, Trove's usual envelope. */
    static ObjectNode wrap(String name, JsonNode content) {
        return object().set(name, content);
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Parses a body; one of no bytes is missing. */
    static JsonNode parse(byte[] body) {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode node = MAPPER.readTree(body);
            refuseUnstorable(node);
            return node;
        } catch (JacksonException e) {
            throw Fault.badRequest("Malformed request body: it is not valid JSON.");
        }
    }

    static @Nullable String date(@Nullable Instant instant) {
        return instant == null ? null : DATE.format(instant);
    }

    /** NUL and halves of surrogate pairs have no place in any database we keep names in. */
    private static void refuseUnstorable(JsonNode node) {
        if (node.isString()) {
            refuseUnstorable(node.stringValue());
        } else if (node.isObject()) {
            node.properties().forEach(entry -> {
                refuseUnstorable(entry.getKey());
                refuseUnstorable(entry.getValue());
            });
        } else if (node.isArray()) {
            node.forEach(Json::refuseUnstorable);
        }
    }

    private static void refuseUnstorable(String text) {
        boolean storable = text.codePoints().noneMatch(point -> point == 0 || (point >= 0xd800 && point <= 0xdfff));
        if (!storable) {
            throw Fault.badRequest("A text in the request body contains a NUL character or half a surrogate pair.");
        }
    }
}
