package dev.coffer.engine.mysql;

import java.util.Optional;

/** What a line that the server or one of its tools wrote complains of. */
final class Complaints {
    private static final String MARK = "[ERROR]";

    private Complaints() {}

    static Optional<String> ofServer(String line) {
        int mark = line.indexOf(MARK);
        return mark < 0 || line.endsWith("Aborting")
                ? Optional.empty()
                : Optional.of(line.substring(mark + MARK.length()).strip());
    }

    static boolean isOfTool(String line) {
        boolean error =
                line.contains(MARK) || line.contains("error:") || line.startsWith("mariadb") || line.contains("FATAL");
        return error && !line.endsWith("Aborting");
    }
}
