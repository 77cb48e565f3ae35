package dev.coffer.engine.postgresql;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code pg_controldata} says of data that no server uses. */
record ControlData(Map<String, String> lines) {
    /** Parameters of which a standby needs at least what its primary has, as they are called there. */
    private static final Map<String, String> FLOORS = Map.of(
            "max_connections", "max_connections setting",
            "max_worker_processes", "max_worker_processes setting",
            "max_wal_senders", "max_wal_senders setting",
            "max_prepared_transactions", "max_prepared_xacts setting",
            "max_locks_per_transaction", "max_locks_per_xact setting");

    static ControlData parse(String text) {
        Map<String, String> lines = new HashMap<>();
        text.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> lines.put(parts[0].strip(), parts[1].strip()));
        return new ControlData(Map.copyOf(lines));
    }

    /** What must be more than in this configuration. */
    Map<String, Long> floors(String configuration) {
        Map<String, Long> floors = new LinkedHashMap<>();
        FLOORS.forEach((name, line) -> {
            String value = lines.getOrDefault(line, "0");
            long needed = value.matches("\\d{1,9}") ? Long.parseLong(value) : 0;
            if (needed > configured(configuration, name)) {
                floors.put(name, needed);
            }
        });
        return floors;
    }

    private static long configured(String configuration, String name) {
        Matcher line = Pattern.compile("^" + name + " = '(\\d{1,9})'$", Pattern.MULTILINE)
                .matcher(configuration);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
