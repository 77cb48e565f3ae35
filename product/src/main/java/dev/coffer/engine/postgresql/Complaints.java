package dev.coffer.engine.postgresql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a line that the server or one of its tools wrote complains of. */
final class Complaints {
    private static final Pattern SEVERE = Pattern.compile("(?:^|\\] |: )(?:FATAL|PANIC|ERROR|error|fatal): +(.*)");
    /** The server says first what is wrong in its configuration, and then that something is. */
    private static final Pattern CONFIGURATION = Pattern.compile(
            "(?:^|\\] |: )LOG: +((?:invalid value|unrecognized configuration|parameter \"|syntax error in file|.* is outside the valid range|.* must be).*)");

    /** What it finds wrong before it has a log. */
    private static final Pattern EARLY = Pattern.compile("^postgres: (.*)");

    private Complaints() {}

    static Optional<String> ofServer(String line) {
        return ofConfiguration(line).or(() -> matched(SEVERE, line)).or(() -> matched(EARLY, line));
    }

    static Optional<String> ofConfiguration(String line) {
        return matched(CONFIGURATION, line);
    }

    static boolean isOfTool(String line) {
        return ofServer(line).isPresent() || line.contains("Failure, exiting");
    }

    private static Optional<String> matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }
}
