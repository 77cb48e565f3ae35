package dev.coffer.engine.mysql;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a line that the server or one of its tools wrote complains of. */
final class Complaints {
    private static final String MARK = "[ERROR]";
    /** Between that and what it is: a number and the server's part that says it, in MySQL. */
    private static final Pattern NUMBERED = Pattern.compile("^ \\[MY-\\d+] \\[\\w+]");

    private Complaints() {}

    static Optional<String> ofServer(String line) {
        int mark = line.indexOf(MARK);
        return mark < 0 || line.endsWith("Aborting")
                ? Optional.empty()
                : Optional.of(NUMBERED.matcher(line.substring(mark + MARK.length()))
                        .replaceFirst("")
                        .strip());
    }

    static boolean isOfTool(String line) {
        boolean error = line.contains(MARK)
                || line.contains("error:")
                || line.startsWith("mariadb")
                || line.startsWith("tar:")
                || line.contains("FATAL");
        return error && !line.endsWith("Aborting");
    }
}
