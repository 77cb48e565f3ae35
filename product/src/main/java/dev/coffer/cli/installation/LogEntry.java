package dev.coffer.cli.installation;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of a log.
 *
 * @param time when it was written; that of the line before it when it does not say so
 * @param level ERROR, WARN, INFO, DEBUG or, when it does not say, empty
 * @param raw as it stands in the file
 */
record LogEntry(Instant time, String level, String source, String raw) {
    /** From the least to the most urgent. */
    static final List<String> LEVELS = List.of("DEBUG", "INFO", "WARN", "ERROR");

    private static final String REQUEST = "req-";
    private static final int SHORT = 8;

    /**
     * @param source who writes the log
     * @param before of the line before
     */
    static LogEntry of(String line, String source, Instant before) {
        Json json = parsed(line);
        try {
            return new LogEntry(Instant.parse(json.string("time")), json.string("level"), source, line);
        } catch (DateTimeException e) {
            return new LogEntry(before, "", source, line);
        }
    }

    private static Json parsed(String line) {
        if (!line.startsWith("{")) {
            return Json.MISSING;
        }
        try {
            return Json.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Json.MISSING;
        }
    }

    /** Whether it is at least as urgent; what does not say its level is. */
    boolean isAtLeast(String wanted) {
        return !LEVELS.contains(level) || LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);
    }

    /** For people: a line, and below it the exception if there is one. */
    String forPeople() {
        Json json = parsed(raw);
        if (json.isMissing() || level.isEmpty()) {
            return "%-15s %s".formatted(source, Terminal.harmless(raw));
        }
        String logger = json.string("logger");
        String exception = json.text("exception")
                .map(text -> text.lines()
                        .map(line -> "\n    " + Terminal.harmless(line.replace("\t", "  ")))
                        .reduce("", String::concat))
                .orElse("");
        return "%s %-5s %-15s %s: %s%s%s"
                .formatted(
                        clock(time),
                        level,
                        source,
                        logger.substring(logger.lastIndexOf('.') + 1),
                        Terminal.harmless(json.string("message")),
                        ids(json),
                        exception);
    }

    private static String clock(Instant time) {
        return "%tF %<tT.%<tLZ".formatted(time.atZone(ZoneOffset.UTC));
    }

    /** As long as they are told from each other; filters take them so. */
    private static String ids(Json json) {
        String ids = List.of("request", "operation", "instance").stream()
                .filter(json::has)
                .map(id -> id + "=" + Terminal.harmless(shortened(json.string(id))))
                .collect(Collectors.joining(" "));
        return ids.isEmpty() ? "" : "  [" + ids + "]";
    }

    private static String shortened(String id) {
        int from = id.startsWith(REQUEST) ? REQUEST.length() : 0;
        return id.substring(0, Math.min(id.length(), from + SHORT));
    }
}
