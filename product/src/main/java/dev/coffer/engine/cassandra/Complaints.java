package dev.coffer.engine.cassandra;

import java.util.Optional;

/** What a line that the server wrote complains of. */
final class Complaints {
    private static final String MARK = "ERROR [";
    private static final String THROWN = "Exception: ";

    private Complaints() {}

    /** The reason is mostly in the exception below the line that names none. */
    static Optional<String> ofServer(String line) {
        int thrown = line.indexOf(THROWN);
        if (thrown >= 0 && !line.startsWith("\tat ")) {
            return Optional.of(line.substring(thrown + THROWN.length()).strip());
        }
        int message = line.indexOf("] ");
        return line.startsWith(MARK) && line.contains(" - ") && message >= 0
                ? Optional.of(line.substring(line.indexOf(" - ") + 3).strip())
                : Optional.empty();
    }

    static boolean isOfTool(String line) {
        return ofServer(line).isPresent() || line.startsWith("Error");
    }
}
