package dev.coffer.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of a replay: how many answered how, and every difference that nobody wants, by route. */
final class WireReport {

    /** How an exchange ended. */
    enum Verdict {
        ALIKE("answered alike"),
        ON_PURPOSE("otherwise on purpose"),
        MENDED("clear where Trove fails with a 5xx or HTML"),
        DEAD_GUEST("of a dead guest, which is no promise"),
        BY_MISTAKE("otherwise by mistake");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }
    }

    private final Map<Verdict, Integer> counts = new TreeMap<>();
    /** By route, then by difference: the records. */
    private final Map<String, Map<String, List<String>>> unwanted = new TreeMap<>();

    void add(Verdict verdict) {
        counts.merge(verdict, 1, Integer::sum);
    }

    /** @param route as {@code GET /v1.0/{project}/instances} */
    void unwanted(String route, Exchange exchange, List<String> differences) {
        add(Verdict.BY_MISTAKE);
        differences.forEach(difference -> unwanted.computeIfAbsent(route, _ -> new TreeMap<>())
                .computeIfAbsent(difference.strip(), _ -> new ArrayList<>())
                .add(exchange.toString()));
    }

    boolean isClean() {
        return unwanted.isEmpty();
    }

    String summary() {
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().words)
                .collect(Collectors.joining(", ", "Trove's record: " + all + " exchanges: ", "."));
    }

    /** For people: differences by route, then the summary. */
    String text() {
        StringBuilder text = new StringBuilder();
        unwanted.forEach((route, differences) -> {
            text.append(route).append('\n');
            differences.forEach((difference, records) -> {
                text.append("  ").append(difference).append('\n');
                records.forEach(record -> text.append("      ").append(record).append('\n'));
            });
        });
        return text.append(summary()).append('\n').toString();
    }
}
