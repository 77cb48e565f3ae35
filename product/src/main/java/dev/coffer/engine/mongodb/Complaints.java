package dev.coffer.engine.mongodb;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a line of the server's log complains of. Lines are JSON, which may be cut off, but for those from before there is a log. */
final class Complaints {
    private static final Pattern SEVERE = Pattern.compile("\"s\":\\s*\"[EF]\"");
    private static final Pattern MESSAGE = text("msg");
    private static final Pattern REASON = text("errmsg|error|reason");

    private Complaints() {}

    private static Pattern text(String names) {
        return Pattern.compile("\"(?:%s)\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"".formatted(names));
    }

    static Optional<String> of(String line) {
        if (!line.startsWith("{")) {
            return line.isBlank() || line.startsWith("try '") ? Optional.empty() : Optional.of(line.strip());
        }
        if (!SEVERE.matcher(line).find()) {
            return Optional.empty();
        }
        Optional<String> reason = found(REASON, line);
        return found(MESSAGE, line)
                .map(message -> message + reason.map(": "::concat).orElse(""));
    }

    private static Optional<String> found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
