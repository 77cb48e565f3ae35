package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code KEY=VALUE} arguments as members of a JSON object. */
final class Assignments {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern FRACTION = Pattern.compile("-?[0-9]+\\.[0-9]+");

    private Assignments() {}

    /** Whole numbers, fractions, {@code true} and {@code false} are sent as such, what stands in double quotes and all else as text. */
    static Map<String, Object> of(List<String> arguments) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String argument : arguments) {
            int sign = argument.indexOf('=');
            if (sign < 1) {
                throw Failure.usage(
                        "\"%s\" does not say what is set to what.".formatted(argument),
                        "Write it like max_connections=200.");
            }
            values.put(argument.substring(0, sign), value(argument.substring(sign + 1)));
        }
        return values;
    }

    private static Object value(String text) {
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        if (FRACTION.matcher(text).matches()) {
            return Double.valueOf(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
