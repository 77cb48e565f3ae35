package dev.coffer.engine.mysql;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A replication position of MariaDB: per domain the last transaction and the server that wrote it. */
record Gtids(Map<Long, Last> domains) {
    Gtids {
        domains = Map.copyOf(domains);
    }

    /** Last transaction of a domain. */
    record Last(long server, long sequence) {}

    /** From {@code 0-2130706433-42,1-7-3}; empty text is the beginning. */
    static Gtids parse(String text) {
        Map<Long, Last> domains = new TreeMap<>();
        for (String gtid : text.strip().split("\\s*,\\s*")) {
            String[] parts = gtid.split("-");
            if (parts.length == 3) {
                domains.put(Long.valueOf(parts[0]), new Last(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
            } else if (!gtid.isEmpty()) {
                throw new IllegalArgumentException("This is no position of MariaDB: " + text);
            }
        }
        return new Gtids(domains);
    }

    /** All that either has. */
    Gtids and(Gtids other) {
        Map<Long, Last> both = new TreeMap<>(domains);
        other.domains.forEach(
                (domain, last) -> both.merge(domain, last, (a, b) -> a.sequence() >= b.sequence() ? a : b));
        return new Gtids(both);
    }

    /** Two different transactions of one number are two histories: neither contains the other. */
    boolean contains(Gtids other) {
        return other.domains.entrySet().stream().allMatch(entry -> {
            Last mine = domains.get(entry.getKey());
            Last theirs = entry.getValue();
            return mine != null && (mine.sequence() > theirs.sequence() || mine.equals(theirs));
        });
    }

    @Override
    public String toString() {
        return new TreeMap<>(domains)
                .entrySet().stream()
                        .map(entry -> "%d-%d-%d"
                                .formatted(
                                        entry.getKey(),
                                        entry.getValue().server(),
                                        entry.getValue().sequence()))
                        .collect(Collectors.joining(","));
    }
}
