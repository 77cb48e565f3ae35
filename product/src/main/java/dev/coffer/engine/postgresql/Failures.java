package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;

/** What the server's {@code SQLSTATE}s mean for the caller. */
final class Failures {
    private static final String WRONG_PASSWORD = "28P01";

    /** Databases and roles (duplicate object). */
    private static final Set<String> EXISTS = Set.of("42P04", "42710");

    private static final Set<String> NOT_FOUND = Set.of("3D000", "42704");
    /** Wrong names, encodings, values and parameters, and writes on a replica. */
    private static final Set<String> REFUSED =
            Set.of("42602", "42622", "42939", "22023", "22021", "22P05", "25006", "0L000");
    /** In use, too many connections, locked, deadlock, shut down, starts up, cancelled. */
    private static final Set<String> PASSING =
            Set.of("55006", "53300", "55P03", "40P01", "40001", "57P01", "57P02", "57P03", "57014", "XX000");

    private static final Set<String> FULL = Set.of("53100", "58030");

    private Failures() {}

    /** The server's message alone: details and context may quote statements. */
    static EngineFailure of(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        String message = sentence(e);
        if (EXISTS.contains(state)) {
            return new EngineFailure(Kind.EXISTS, message, e);
        }
        if (NOT_FOUND.contains(state)) {
            return new EngineFailure(Kind.NOT_FOUND, message, e);
        }
        if (FULL.contains(state) || message.contains("No space left")) {
            return new EngineFailure(Kind.BROKEN, "The volume is full: " + message, e);
        }
        if (REFUSED.contains(state)) {
            return new EngineFailure(Kind.REFUSED, message, e);
        }
        if (state.equals(WRONG_PASSWORD)) {
            return new EngineFailure(
                    Kind.BROKEN,
                    "The database server does not take the agent's password: the file that keeps it is not this server's.",
                    e);
        }
        boolean passing = PASSING.contains(state) || state.isEmpty() || state.startsWith("08");
        return new EngineFailure(passing ? Kind.PASSING : Kind.BROKEN, message, e);
    }

    private static String sentence(SQLException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return "The database server: " + first.replaceFirst("^(ERROR|FATAL|PANIC): +", "") + ".";
    }
}
