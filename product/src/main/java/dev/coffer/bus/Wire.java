package dev.coffer.bus;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

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

    private final RecordCodec codec;

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
        codec = new RecordCodec(factory, strict);
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
        return codec.write(envelope, Envelope.class);
    }

    public String write(Command command) {
        return codec.write(command, Command.class);
    }

    public String write(Result result) {
        return codec.write(result, Result.class);
    }

    public String writeRecord(Record record) {
        return codec.write(record, record.getClass());
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
        try {
            return codec.read(text, type);
        } catch (RecordCodec.Mismatch e) {
            throw new Malformed("not a valid %s: %s".formatted(type.getSimpleName(), e.getMessage()));
        }
    }
}
