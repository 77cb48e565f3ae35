package dev.coffer.bus;

import java.io.StringWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Records to JSON objects and back, with the streaming parser alone: data binding costs an agent 10 MB.
 *
 * <p>Knows strings, numbers, truth values, enums, instants (ISO), URIs, lists, maps with string keys, records, and sealed interfaces
 * of records, whose first member {@code @type} is the record's simple name. A component that is not {@code @Nullable} must be there.
 */
final class RecordCodec {
    private static final String TYPE = "@type";

    private final JsonFactory factory;
    private final boolean strict;
    private final Map<Class<?>, RecordShape> shapes = new ConcurrentHashMap<>();

    /** @param strict refuses members it does not know */
    RecordCodec(JsonFactory factory, boolean strict) {
        this.factory = factory;
        this.strict = strict;
    }

    /** The text is no such value. The message does not repeat any of it. */
    static final class Mismatch extends Exception {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message);
        }
    }

    /** @param as what the reader will ask for: a sealed interface makes the object say which of its records it is */
    String write(Object value, Class<?> as) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), text)) {
            write(out, value, as);
        }
        return text.toString();
    }

    private void write(JsonGenerator out, @Nullable Object value, Type as) {
        switch (value) {
            case null -> out.writeNull();
            case Record whole -> writeRecord(out, whole, as);
            case List<?> list -> {
                out.writeStartArray();
                list.forEach(element -> write(out, element, argument(as, 0)));
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((name, part) -> {
                    out.writeName(String.valueOf(name));
                    write(out, part, argument(as, 1));
                });
                out.writeEndObject();
            }
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Boolean truth -> out.writeBoolean(truth);
            case Enum<?> constant -> out.writeString(constant.name());
            case String text -> out.writeString(text);
            case Instant instant -> out.writeString(instant.toString());
            case URI uri -> out.writeString(uri.toString());
            default -> throw new IllegalArgumentException(value.getClass() + " does not travel.");
        }
    }

    private void writeRecord(JsonGenerator out, Record whole, Type as) {
        out.writeStartObject();
        if (as instanceof Class<?> type && type.isSealed()) {
            out.writeStringProperty(TYPE, whole.getClass().getSimpleName());
        }
        for (RecordShape.Part part : shape(whole.getClass()).parts()) {
            out.writeName(part.name());
            write(out, part.of(whole), part.type());
        }
        out.writeEndObject();
    }

    <T> T read(String text, Class<T> type) throws Mismatch {
        try (JsonParser in = factory.createParser(ObjectReadContext.empty(), text)) {
            Object value = read(in, in.nextToken(), type);
            if (in.nextToken() != null) {
                throw new Mismatch("there is more after it");
            }
            return type.cast(value);
        } catch (JacksonException e) {
            throw new Mismatch("it is not JSON");
        }
    }

    private Object read(JsonParser in, @Nullable JsonToken token, Type as) throws Mismatch {
        if (token == null) {
            throw new Mismatch("it is empty");
        }
        Class<?> type = as instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) as;
        Object value = switch (token) {
            case START_OBJECT -> type == Map.class ? map(in, argument(as, 1)) : record(in, type);
            case START_ARRAY -> type == List.class ? list(in, argument(as, 0)) : null;
            case VALUE_STRING -> text(in.getString(), type);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in, token, type);
            case VALUE_TRUE, VALUE_FALSE ->
                type == boolean.class || type == Boolean.class ? token == JsonToken.VALUE_TRUE : null;
            case VALUE_NULL, PROPERTY_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> null;
        };
        if (value == null) {
            throw new Mismatch("a part of it has the wrong type");
        }
        return value;
    }

    private static @Nullable Object text(String text, Class<?> type) {
        try {
            if (type == String.class) {
                return text;
            }
            if (type == Instant.class) {
                return Instant.parse(text);
            }
            if (type == URI.class) {
                return URI.create(text);
            }
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return null;
        }
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text)) {
                    return constant;
                }
            }
        }
        return null;
    }

    /** Whole numbers out of range end as the parser's exception; a double that is too large is infinite. */
    private static @Nullable Object number(JsonParser in, JsonToken token, Class<?> type) {
        if (type == double.class || type == Double.class) {
            return in.getDoubleValue();
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        if (type == long.class || type == Long.class) {
            return in.getLongValue();
        }
        return type == int.class || type == Integer.class ? in.getIntValue() : null;
    }

    private Map<String, Object> map(JsonParser in, Type of) throws Mismatch {
        Map<String, Object> map = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            map.put(name, read(in, in.nextToken(), of));
        }
        return map;
    }

    private List<Object> list(JsonParser in, Type of) throws Mismatch {
        List<Object> list = new ArrayList<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            list.add(read(in, token, of));
        }
        return list;
    }

    private @Nullable Record record(JsonParser in, Class<?> type) throws Mismatch {
        if (type.isSealed()) {
            return record(in, chosen(in, type));
        }
        return type.isRecord() ? record(in, shape(type)) : null;
    }

    private static Class<?> chosen(JsonParser in, Class<?> sealed) throws Mismatch {
        if (in.nextToken() == JsonToken.PROPERTY_NAME
                && in.currentName().equals(TYPE)
                && in.nextToken() == JsonToken.VALUE_STRING) {
            String name = in.getString();
            Class<?> found = named(name, sealed);
            if (found != null) {
                return found;
            }
        }
        throw new Mismatch("it does not begin with a known " + TYPE);
    }

    private static @Nullable Class<?> named(String name, Class<?> sealed) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            Class<?> found = permitted.isSealed() ? named(name, permitted) : permitted;
            if (found != null && found.getSimpleName().equals(name)) {
                return found;
            }
        }
        return null;
    }

    private Record record(JsonParser in, RecordShape shape) throws Mismatch {
        @Nullable Object[] values = new Object[shape.parts().size()];
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            int index = shape.index(in.currentName());
            JsonToken token = in.nextToken();
            if (index >= 0) {
                values[index] = token == JsonToken.VALUE_NULL
                        ? null
                        : read(in, token, shape.parts().get(index).type());
            } else if (strict) {
                throw new Mismatch("it has a member that is not known");
            } else {
                in.skipChildren();
            }
        }
        return shape.make(values);
    }

    private RecordShape shape(Class<?> type) {
        return shapes.computeIfAbsent(type, RecordShape::of);
    }

    private static Type argument(Type as, int index) {
        return as instanceof ParameterizedType generic ? generic.getActualTypeArguments()[index] : Object.class;
    }
}
