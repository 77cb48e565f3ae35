package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.IOException;
import java.util.Set;

/** What the server's refusals mean for the caller. */
final class Failures {
    static final String BUSY = "BUSY";
    static final String FULL_MEMORY = "OOM";

    /** No script runs, or none of that kind, or one that cannot be ended. */
    private static final Set<String> SCRIPTS = Set.of(BUSY, "NOTBUSY", "UNKILLABLE");

    private static final Set<String> PASSING =
            Set.of("LOADING", BUSY, "MASTERDOWN", "NOREPLICAS", "TRYAGAIN", "NOTBUSY", "UNKILLABLE");
    private static final Set<String> REFUSED = Set.of(FULL_MEMORY, "READONLY");
    private static final String TOO_MANY = "ERR max number of clients reached";

    private Failures() {}

    /** The server's own words, kept as a cause for those who decide by them. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    static EngineFailure of(String sentence) {
        String code = code(sentence);
        Refused cause = new Refused(sentence);
        if (sentence.contains("No space left on device")) {
            return new EngineFailure(Kind.BROKEN, "The volume is full: " + sentence, cause);
        }
        return new EngineFailure(kind(code, sentence), "The database server: " + plain(sentence), cause);
    }

    private static Kind kind(String code, String sentence) {
        if (PASSING.contains(code) || sentence.equals(TOO_MANY)) {
            return Kind.PASSING;
        }
        return REFUSED.contains(code) ? Kind.REFUSED : Kind.BROKEN;
    }

    static EngineFailure of(IOException e) {
        return new EngineFailure(Kind.PASSING, "The database server does not answer: " + e.getMessage(), e);
    }

    /** The first word of what the server said, or nothing when it was not the server that failed. */
    static String code(EngineFailure failure) {
        return failure.getCause() instanceof Refused refused ? code(String.valueOf(refused.getMessage())) : "";
    }

    static boolean ofScripts(EngineFailure failure) {
        return SCRIPTS.contains(code(failure));
    }

    /** What the server said, without its code. */
    static String sentence(EngineFailure failure) {
        return failure.getCause() instanceof Refused refused
                ? plain(String.valueOf(refused.getMessage()))
                : String.valueOf(failure.getMessage());
    }

    private static String code(String sentence) {
        int space = sentence.indexOf(' ');
        return space < 0 ? sentence : sentence.substring(0, space);
    }

    private static String plain(String sentence) {
        return sentence.startsWith("ERR ") ? sentence.substring("ERR ".length()) : sentence;
    }
}
