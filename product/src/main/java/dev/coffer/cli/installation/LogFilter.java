package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which lines are wanted.
 *
 * @param ids all of which a line must name
 */
record LogFilter(List<String> ids, Optional<String> level, Optional<Instant> since) {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})(s|m|h|d)");

    /** @throws Failure when level or time cannot be understood */
    static LogFilter of(List<String> ids, @Nullable String level, @Nullable String since, Instant now) {
        return new LogFilter(
                ids,
                Optional.ofNullable(level).map(LogFilter::level),
                Optional.ofNullable(since).map(text -> time(text, now)));
    }

    private static String level(String text) {
        String level = text.toUpperCase(Locale.ROOT);
        if (!LogEntry.LEVELS.contains(level)) {
            throw Failure.usage(
                    "There is no level \"%s\".".formatted(text),
                    "Levels: " + String.join(", ", LogEntry.LEVELS).toLowerCase(Locale.ROOT) + ".");
        }
        return level;
    }

    private static Instant time(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long amount = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw Failure.usage(
                    "\"%s\" is no time.".formatted(text),
                    "Give --since as 30s, 10m, 2h or 1d ago, or as 2026-03-01T12:00:00Z.");
        }
    }

    boolean isEmpty() {
        return ids.isEmpty() && level.isEmpty() && since.isEmpty();
    }

    /** Before the line is looked at closely. */
    boolean mayBe(String line) {
        return ids.stream().allMatch(line::contains);
    }

    boolean takes(LogEntry entry) {
        return mayBe(entry.raw())
                && level.map(entry::isAtLeast).orElse(true)
                && since.map(time -> !entry.time().isBefore(time)).orElse(true);
    }
}
