package dev.coffer.engine.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A replication position of MySQL: transactions by who wrote them, a server or one of its tags.
 *
 * @param writers for each the numbers it has: first to last of each row without a gap
 */
record GtidSet(Map<String, NavigableMap<Long, Long>> writers) {
    GtidSet {
        writers = Map.copyOf(writers);
    }

    /** From {@code 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7:tag:1-2, …}; empty text is the beginning. */
    static GtidSet parse(String text) {
        Map<String, NavigableMap<Long, Long>> writers = new TreeMap<>();
        for (String server : text.strip().split("\\s*,\\s*")) {
            String[] parts = server.toLowerCase(Locale.ROOT).split("\\s*:\\s*");
            String writer = parts[0];
            for (int i = 1; i < parts.length; i++) {
                if (parts[i].matches("\\d+(-\\d+)?")) {
                    String[] ends = parts[i].split("-");
                    add(
                            writers.computeIfAbsent(writer, absent -> new TreeMap<>()),
                            Long.parseLong(ends[0]),
                            Long.parseLong(ends[ends.length - 1]));
                } else {
                    writer = parts[0] + ":" + parts[i];
                }
            }
            if (parts.length < 2 && !server.isEmpty()) {
                throw new IllegalArgumentException("This is no position of MySQL: " + text);
            }
        }
        return new GtidSet(writers);
    }

    private static void add(NavigableMap<Long, Long> rows, long first, long last) {
        long from = first;
        long to = last;
        Map.Entry<Long, Long> near = rows.floorEntry(to + 1);
        while (near != null && near.getValue() >= from - 1) {
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue());
            rows.remove(near.getKey());
            near = rows.floorEntry(to + 1);
        }
        rows.put(from, to);
    }

    /** All that either has. */
    GtidSet and(GtidSet other) {
        Map<String, NavigableMap<Long, Long>> both = new TreeMap<>();
        for (GtidSet each : List.of(this, other)) {
            each.writers.forEach((writer, rows) -> rows.forEach(
                    (first, last) -> add(both.computeIfAbsent(writer, absent -> new TreeMap<>()), first, last)));
        }
        return new GtidSet(both);
    }

    boolean contains(GtidSet other) {
        return other.writers.entrySet().stream().allMatch(theirs -> {
            NavigableMap<Long, Long> mine = writers.getOrDefault(theirs.getKey(), new TreeMap<>());
            return theirs.getValue().entrySet().stream().allMatch(row -> {
                Map.Entry<Long, Long> around = mine.floorEntry(row.getKey());
                return around != null && around.getValue() >= row.getValue();
            });
        });
    }

    /** As the server takes it: a tag stands after its server, which is named again. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        new TreeMap<>(writers)
                .forEach((writer, rows) -> texts.add(writer + ":"
                        + rows.entrySet().stream()
                                .map(row -> row.getKey().equals(row.getValue())
                                        ? row.getKey().toString()
                                        : row.getKey() + "-" + row.getValue())
                                .collect(Collectors.joining(":"))));
        return String.join(",", texts);
    }
}
