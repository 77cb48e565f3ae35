package dev.coffer.engine.cassandra;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a line that the server wrote complains of. */
final class Complaints {
    private static final Pattern REASON =
            Pattern.compile("(?:ERROR \\[.*? - (?:Exception encountered during startup(?:: )?)?"
                    + "|Exception \\(.*?\\) encountered during startup: "
                    + "|(?:Caused by: )?[\\w.$]+Exception: "
                    + "|Error: )(.*)");

    /** Of a wrong configuration, what says only that it is one; the reason comes after them. */
    private static final List<String> PREFACES = List.of("Invalid yaml", "Cannot create property", "Can't construct");

    private Complaints() {}

    static Optional<String> ofServer(String line) {
        Matcher reason = REASON.matcher(line);
        return reason.matches()
                ? Optional.of(reason.group(1).strip())
                        .filter(text -> !text.isEmpty() && PREFACES.stream().noneMatch(text::startsWith))
                : Optional.empty();
    }

    static boolean isOfTool(String line) {
        return ofServer(line).isPresent();
    }
}
