package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.sql.SQLException;
import java.util.Set;

/** What the server's error numbers mean for the caller. */
final class Failures {
    static final int TOO_MANY_CONNECTIONS = 1040;
    static final int LOCK_WAIT = 1205;
    static final int NO_SUCH_THREAD = 1094;

    /**
     * A login that the server refuses, or lets do nothing: unknown account, wrong password, locked (MariaDB's and MySQL's number), no
     * rights, a password that must be changed, no way of telling who it is.
     */
    private static final Set<Integer> LOCKED_OUT = Set.of(1045, 1698, 4151, 3118, 1227, 1820, 1862, 1524);

    private static final Set<Integer> EXISTS = Set.of(1007);
    private static final Set<Integer> NOT_FOUND = Set.of(1008, 1141);
    /** Too long or wrong names, unknown character sets and collations, passwords a policy refuses, writes on a replica. */
    private static final Set<Integer> REFUSED =
            Set.of(1059, 1102, 1115, 1253, 1273, 1290, 1300, 1366, 1406, 1470, 1819);

    private static final Set<Integer> PASSING = Set.of(TOO_MANY_CONNECTIONS, 1053, LOCK_WAIT, 1213, 1317, 1927, 3024);
    private static final Set<Integer> FULL = Set.of(3, 28, 1021, 1114);
    private static final int SYNTAX = 1064;
    private static final int FILE_NAME_TOO_LONG = 36;

    private Failures() {}

    static EngineFailure of(SQLException e) {
        int code = e.getErrorCode();
        String message = sentence(e);
        if (EXISTS.contains(code)) {
            return new EngineFailure(Kind.EXISTS, message, e);
        }
        if (NOT_FOUND.contains(code)) {
            return new EngineFailure(Kind.NOT_FOUND, message, e);
        }
        if (FULL.contains(code) || message.contains("No space left")) {
            return new EngineFailure(Kind.BROKEN, "The volume is full: " + message, e);
        }
        if (REFUSED.contains(code) || message.contains("Errcode: " + FILE_NAME_TOO_LONG)) {
            return new EngineFailure(Kind.REFUSED, message, e);
        }
        if (code == SYNTAX) {
            // The server quotes the statement, so neither its text nor the exception goes on.
            return new EngineFailure(Kind.BROKEN, "The server did not understand a statement of the agent.");
        }
        return new EngineFailure(isPassing(e) ? Kind.PASSING : Kind.BROKEN, message, e);
    }

    /** The server's error number, or 0 when it was not the server that failed. */
    static int code(EngineFailure failure) {
        return failure.getCause() instanceof SQLException e ? e.getErrorCode() : 0;
    }

    /** MySQL asks whom it does not know for a way to log in that it draws by lot, so that nobody learns which accounts there are. */
    static boolean isLockedOut(EngineFailure failure) {
        return LOCKED_OUT.contains(code(failure))
                || String.valueOf(failure.getMessage()).contains("authentication protocol requested by server");
    }

    private static boolean isPassing(SQLException e) {
        String state = e.getSQLState();
        return PASSING.contains(e.getErrorCode()) || state == null || state.startsWith("08") || state.startsWith("70");
    }

    private static String sentence(SQLException e) {
        String message = String.valueOf(e.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", "");
        String cause = e.getCause() == null ? "" : " " + e.getCause().getMessage();
        return "The database server: " + message + (message.endsWith(cause) ? "" : cause);
    }
}
