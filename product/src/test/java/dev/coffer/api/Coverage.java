package dev.coffer.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which statuses the tests have seen of which route, as {@code docs/api-coverage.md} keeps it. Every {@link Stage} adds what it was
 * asked when the docs are being written.
 */
final class Coverage {
    private static final Pattern OBSERVED = Pattern.compile("(\\w+ /\\S*) (\\d{3})");
    private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| `(\\S+)` \\| ([^|]*)\\| ([^|]*)\\| ([^|]*)\\|");

    private final TreeMap<String, Set<Integer>> statuses = new TreeMap<>();

    static Path file() {
        return GeneratedDocs.directory().resolve("api-coverage.md");
    }

    static Coverage read(Path file) throws IOException {
        Coverage coverage = new Coverage();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    String route = row.group(1) + " " + row.group(2);
                    coverage.statuses.put(route, new TreeSet<>());
                    Pattern.compile("\\d{3}")
                            .matcher(row.group(3) + row.group(4) + row.group(5))
                            .results()
                            .forEach(status -> coverage.see(route, Integer.parseInt(status.group())));
                }
            }
        }
        return coverage;
    }

    private void see(String route, int status) {
        statuses.computeIfAbsent(route, _ -> new TreeSet<>()).add(status);
    }

    /** @param observed lines of an observer, as {@code GET /v1.0/{project}/instances 200} */
    void see(Collection<String> observed) {
        observed.stream()
                .distinct()
                .map(OBSERVED::matcher)
                .filter(Matcher::matches)
                .forEach(line -> see(line.group(1), Integer.parseInt(line.group(2))));
    }

    Set<String> routes() {
        return statuses.keySet();
    }

    /** Routes nobody was ever answered well on, or told that they are not supported. */
    Set<String> neverAnswered() {
        return statuses.entrySet().stream()
                .filter(entry -> entry.getValue().stream().noneMatch(status -> status < 300 || status == 501))
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    String text() {
        StringBuilder text = new StringBuilder(GeneratedDocs.banner("what the API's tests saw"));
        text.append("# What the tests have seen of the API\n\n")
                .append(
                        "Every route with the statuses it gave in the tests of the API: the replay of a real Trove's exchanges,"
                                + " the property tests with bad input, and the tests of each resource.\n\n")
                .append("| | route | done | refused | not supported |\n|---|---|---|---|---|\n");
        statuses.keySet().stream()
                .sorted(java.util.Comparator.comparing((String route) -> route.substring(route.indexOf(' ') + 1))
                        .thenComparing(route -> route))
                .forEach(route -> text.append("| %s | `%s` | %s | %s | %s |%n".formatted((Object[]) cells(route))));
        return text.toString();
    }

    private String[] cells(String route) {
        String[] words = route.split(" ", 2);
        return new String[] {words[0], words[1], seen(route, 200, 399), seen(route, 400, 499), seen(route, 500, 599)};
    }

    private String seen(String route, int from, int to) {
        return statuses.getOrDefault(route, Set.of()).stream()
                .filter(status -> status >= from && status <= to)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    /** When the docs are being written: adds to the file. */
    static void keep(Collection<String> observed) throws IOException {
        if (GeneratedDocs.areWritten()) {
            Coverage coverage = read(file());
            coverage.see(observed);
            Files.writeString(file(), coverage.text());
        }
    }
}
