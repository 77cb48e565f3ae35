package dev.coffer.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where Coffer answers otherwise than the recorded Trove, on purpose: in which records, what differs and why. One list per topic, in
 * {@code <Topic>Differences}. One that no longer occurs in a record must leave its list.
 *
 * <p>What Trove does wrong by its own account needs no entry: see {@link WireReplay}.
 */
final class WireDifferences {
    private static final List<Wanted> ALL = Stream.of(
                    ServiceDifferences.WANTED,
                    InstanceDifferences.WANTED,
                    AccountDifferences.WANTED,
                    ConfigurationDifferences.WANTED,
                    ModuleDifferences.WANTED,
                    BackupDifferences.WANTED,
                    ManagementDifferences.WANTED)
            .flatMap(List::stream)
            .toList();

    /**
     * @param records names, or beginnings of names with {@code *} for the rest; empty for any record
     * @param what pattern of one difference as {@link WireComparison} words it
     */
    record Wanted(Set<String> records, Pattern what, String why) {
        boolean covers(String record, String difference) {
            return what.matcher(difference).matches() && !listed(record).isEmpty();
        }

        /** The entries that mean this record. */
        private List<String> listed(String record) {
            return entries().stream()
                    .filter(name -> name.endsWith("*")
                            ? record.startsWith(name.substring(0, name.length() - 1))
                            : record.equals(name))
                    .toList();
        }

        private Set<String> entries() {
            return records.isEmpty() ? ANY : records;
        }

        private String key(String entry) {
            return entry + " (" + why + ")";
        }
    }

    private static final Set<String> ANY = Set.of("*");

    private final Set<String> occurred = new HashSet<>();

    static Wanted wanted(String what, String why, String... records) {
        return new Wanted(Set.of(records), Pattern.compile(what), why);
    }

    /** Takes away what is wanted. */
    List<String> unwanted(Exchange exchange, List<String> differences) {
        List<String> rest = new ArrayList<>();
        for (String difference : differences) {
            List<Wanted> covering = ALL.stream()
                    .filter(wanted -> wanted.covers(exchange.toString(), difference))
                    .toList();
            if (covering.isEmpty()) {
                rest.add(difference);
            }
            covering.forEach(
                    wanted -> wanted.listed(exchange.toString()).forEach(entry -> occurred.add(wanted.key(entry))));
        }
        return rest;
    }

    /** Listed, but did not occur. */
    List<String> outdated() {
        return ALL.stream()
                .flatMap(wanted -> wanted.entries().stream().map(wanted::key))
                .filter(key -> !occurred.contains(key))
                .toList();
    }
}
