package dev.coffer.engine.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.util.Set;

/** What the server's error numbers mean for the caller. */
final class Failures {
    static final int ALREADY_INITIALISED = 23;
    static final int NOT_YET_INITIALISED = 94;

    private static final int AUTHENTICATION = 18;
    private static final int DUPLICATE_KEY = 11_000;
    private static final Set<Integer> EXISTS = Set.of(48, 13_297, 51_002, 51_003, DUPLICATE_KEY);
    private static final Set<Integer> NOT_FOUND = Set.of(11, 26, 31);
    /** Bad values, wrong types, names that cannot be, options there are none of, strings that cannot be normalised. */
    private static final Set<Integer> REFUSED = Set.of(2, 9, 14, 20, 72, 73, 50_692);

    /** A server that is starting, ending or not elected, and what took too long. */
    private static final Set<Integer> PASSING =
            Set.of(6, 50, 89, 91, NOT_YET_INITIALISED, 112, 189, 262, 10_107, 11_600, 11_602, 13_435, 13_436);

    private static final int FULL = 14_031;
    private static final int LONGEST = 300;

    private Failures() {}

    static EngineFailure of(MongoException e) {
        if (e instanceof MongoCommandException command) {
            return of(command);
        }
        if (e instanceof MongoSecurityException && e.getCause() instanceof MongoCommandException refused) {
            return refused.getErrorCode() == AUTHENTICATION
                    ? new EngineFailure(Kind.BROKEN, "The database server refuses the agent's login.", e)
                    : of(refused);
        }
        boolean passes = e instanceof MongoSocketException
                || e instanceof MongoTimeoutException
                || e instanceof MongoSecurityException
                || e instanceof MongoInterruptedException;
        String sentence = passes ? "The database server did not answer. " : "The database server: ";
        return new EngineFailure(
                passes ? Kind.PASSING : Kind.BROKEN, sentence + brief(String.valueOf(e.getMessage())), e);
    }

    private static EngineFailure of(MongoCommandException e) {
        int code = e.getErrorCode();
        String said = brief(e.getErrorMessage());
        if (code == FULL || said.contains("No space left")) {
            return new EngineFailure(Kind.BROKEN, "The volume is full: " + said, e);
        }
        return new EngineFailure(kind(code), "The database server: " + said, e);
    }

    static Kind kind(int code) {
        if (EXISTS.contains(code)) {
            return Kind.EXISTS;
        }
        if (NOT_FOUND.contains(code)) {
            return Kind.NOT_FOUND;
        }
        if (REFUSED.contains(code)) {
            return Kind.REFUSED;
        }
        return PASSING.contains(code) ? Kind.PASSING : Kind.BROKEN;
    }

    /** The server's error number, or 0 when it was not the server that failed. */
    static int code(EngineFailure failure) {
        return failure.getCause() instanceof MongoCommandException e ? e.getErrorCode() : 0;
    }

    private static String brief(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }
}
