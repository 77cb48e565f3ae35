package dev.coffer.engine.cassandra;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.IOException;

/** What the server's error codes mean for the caller. */
final class Failures {
    private static final int UNEXPECTED = 0x0000;
    private static final int BAD_CREDENTIALS = 0x0100;
    private static final int CONFIGURATION = 0x2300;
    private static final int INVALID = 0x2200;
    private static final int SYNTAX = 0x2000;
    private static final int ALREADY_EXISTS = 0x2400;
    /** Codes below it, from {@code UNAVAILABLE} on, tell of what may be otherwise soon: overload, timeouts, a node that starts. */
    private static final int FIRST_OF_WRONG_REQUESTS = SYNTAX;

    private static final int FIRST_OF_EXECUTION = 0x1000;
    /** Of a login, while the tables of roles cannot be read yet. */
    private static final String NOT_YET = "Unable to perform authentication";

    private Failures() {}

    static EngineFailure of(int code, String message) {
        String sentence = "The database server: " + message;
        return switch (code) {
            case BAD_CREDENTIALS -> new EngineFailure(message.contains(NOT_YET) ? Kind.PASSING : Kind.BROKEN, sentence);
            case ALREADY_EXISTS -> new EngineFailure(Kind.EXISTS, sentence);
            case INVALID, CONFIGURATION -> new EngineFailure(Kind.REFUSED, sentence);
            // The server quotes the statement.
            case SYNTAX -> new EngineFailure(Kind.BROKEN, "The server did not understand a statement of the agent.");
            default -> new EngineFailure(isPassing(code) ? Kind.PASSING : Kind.BROKEN, sentence);
        };
    }

    private static boolean isPassing(int code) {
        return code == UNEXPECTED || code >= FIRST_OF_EXECUTION && code < FIRST_OF_WRONG_REQUESTS;
    }

    /** The server was not reached, or did not answer. */
    static EngineFailure of(IOException e) {
        return new EngineFailure(Kind.PASSING, "The database server does not answer: " + e.getMessage(), e);
    }
}
