package dev.coffer.engine.mysql;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server's option file. */
interface Options {
    String CHARACTER_SET = "utf8mb4";

    /** What the file says before a tenant sets anything, in its order. Not shared: the caller may change it. */
    Map<String, Object> all();

    /**
     * With what a tenant has set in place of the defaults.
     *
     * @param overrides values of variables; a version that does not know one any more starts without it
     */
    default String text(Map<String, String> overrides) {
        Map<String, Object> options = all();
        overrides.forEach((variable, value) -> {
            String option = VariableRow.option(variable);
            options.remove(option);
            options.put("loose_" + option, quoted(value));
        });
        return options.entrySet().stream()
                .map(option -> option.getKey() + " = " + written(option.getValue()) + "\n")
                .collect(Collectors.joining(
                        "", "# Written by the agent at every start; changes are lost.\n[mysqld]\n", ""));
    }

    /** What a variable is set to before a tenant sets it, as a number or a text of SQL; empty when to what the server chooses. */
    default Optional<String> initial(String variable) {
        return Optional.ofNullable(all().get(VariableRow.option(variable))).map(Options::plain);
    }

    private static String plain(Object value) {
        String text = value.toString();
        return text.matches("\\d+M") ? Long.toString(Long.parseLong(text, 0, text.length() - 1, 10) << 20) : text;
    }

    private static String written(Object value) {
        return value instanceof Path path ? quoted(path.toString()) : value.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String mebibytes(int count) {
        return count + "M";
    }

    /** An id for the 32 bits of the address, which is unique among instances. */
    static long serverId(String address) {
        long id = 0;
        for (String part : address.split("\\.")) {
            id = id << 8 | Integer.parseInt(part);
        }
        return id;
    }
}
