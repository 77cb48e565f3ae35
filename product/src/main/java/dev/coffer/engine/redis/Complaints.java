package dev.coffer.engine.redis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a line that the server wrote complains of. */
final class Complaints {
    /** Process, role, date, time; then the mark of a warning. */
    private static final Pattern WARNING = Pattern.compile("\\d+:\\S+ \\d+ \\w+ \\d+ [\\d:.]+ # (.*)");

    private static final Pattern ADVICE =
            Pattern.compile("(?i)warning:? .*memory overcommit.*|.*TCP backlog setting.*");
    private static final Pattern CONFIGURATION = Pattern.compile(">>> '(\\S+).*");

    private Complaints() {}

    static Optional<String> of(String line) {
        Matcher configuration = CONFIGURATION.matcher(line);
        if (configuration.matches()) {
            // the line itself may hold a hash of a password
            return Optional.of(
                    "its configuration says something of %s that it does not take".formatted(configuration.group(1)));
        }
        Matcher warning = WARNING.matcher(line);
        return warning.matches() && !ADVICE.matcher(warning.group(1)).matches()
                ? Optional.of(warning.group(1).strip())
                : Optional.empty();
    }
}
