package dev.coffer.bus;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of what travels between control plane and agents, for both ends. Reading is bounded in size and depth, and what was read is
 * whole: no component that must not be null is.
 */
public final class Wire {
    /** Characters of the longest envelope. A list of users of a request of 1 MB fits, also with its quotes escaped. */
    public static final int LONGEST = 4 << 20;

    private static final int LONGEST_ID = 255;

    /** The text is no such thing. The message says what is wrong without repeating any of the text. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private Malformed(String message) {
            super(message);
        }
    }

    private final JsonMapper mapper;

    private Wire(boolean strict) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(LONGEST)
                        .maxStringLength(LONGEST)
                        .maxNestingDepth(20)
                        .maxNumberLength(40)
                        .maxNameLength(200)
                        .build())
                .build();
        mapper = JsonMapper.builder(factory)
                // What a record can say of itself is not part of it.
                .changeDefaultVisibility(see -> see.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Ignores properties it does not know, so that a newer end can speak to an older one. */
    public static Wire lenient() {
        return new Wire(false);
    }

    /** Refuses properties it does not know, for tests. */
    public static Wire strict() {
        return new Wire(true);
    }

    public String write(Envelope envelope) {
        return mapper.writeValueAsString(envelope);
    }

    public String write(Command command) {
        return mapper.writerFor(Command.class).writeValueAsString(command);
    }

    public String write(Result result) {
        return mapper.writerFor(Result.class).writeValueAsString(result);
    }

    public String writeRecord(Record record) {
        return mapper.writeValueAsString(record);
    }

    public Envelope envelope(String text) throws Malformed {
        Envelope envelope = read(text, Envelope.class);
        if (envelope.id().length() > LONGEST_ID || !envelope.id().chars().allMatch(Wire::isPrintable)) {
            throw new Malformed("Envelope whose id is none");
        }
        return envelope;
    }

    private static boolean isPrintable(int character) {
        return character >= ' ' && character <= '~';
    }

    public Command command(String text) throws Malformed {
        return read(text, Command.class);
    }

    public Result result(String text) throws Malformed {
        return read(text, Result.class);
    }

    public <T> T read(String text, Class<T> type) throws Malformed {
        if (text.length() > LONGEST) {
            throw new Malformed("%s of %d characters is too long".formatted(type.getSimpleName(), text.length()));
        }
        T value;
        try {
            value = mapper.readValue(text, type);
        } catch (JacksonException e) {
            throw new Malformed("not a valid " + type.getSimpleName());
        }
        if (value == null) {
            throw new Malformed("not a valid " + type.getSimpleName());
        }
        requireWhole(value);
        return value;
    }

    private static void requireWhole(Object value) throws Malformed {
        switch (value) {
            case Record whole -> {
                for (RecordComponent component : whole.getClass().getRecordComponents()) {
                    requireWhole(whole, component);
                }
            }
            case List<?> list -> {
                for (Object element : list) {
                    requireWhole(element);
                }
            }
            default -> {}
        }
    }

    private static void requireWhole(Record whole, RecordComponent component) throws Malformed {
        Object part;
        try {
            part = component.getAccessor().invoke(whole);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Records on the wire must be public.", e);
        }
        if (part != null) {
            requireWhole(part);
        } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw new Malformed("%s without %s".formatted(whole.getClass().getSimpleName(), component.getName()));
        }
    }
}
