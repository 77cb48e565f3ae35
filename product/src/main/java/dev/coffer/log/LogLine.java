package dev.coffer.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A record of a log as one line of JSON. Times have one length, so that lines of several logs sort as text. */
public final class LogLine {
    /** Of the request to the API that all this is done for. */
    public static final String REQUEST = "request";

    public static final String OPERATION = "operation";

    public static final String INSTANCE = "instance";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final StringBuilder json = new StringBuilder(200);

    /** @param level ERROR, WARN, INFO or DEBUG */
    public LogLine(Instant time, String level, String logger) {
        json.append('{');
        with("time", TIME.format(time));
        with("level", level);
        with("logger", logger);
    }

    /** Adds a member, unless there is no value. */
    public LogLine with(String name, @Nullable String value) {
        if (value != null) {
            if (json.length() > 1) {
                json.append(',');
            }
            string(name);
            json.append(':');
            string(value);
        }
        return this;
    }

    private void string(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                default -> {
                    if (isUnsafe(c)) {
                        json.append("\\u").append(String.format("%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    /** What JSON, a reader by lines, a terminal or an encoder might stumble over. */
    private static boolean isUnsafe(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c);
    }

    /** With a line break at its end. */
    @Override
    public String toString() {
        return json + "}\n";
    }
}
