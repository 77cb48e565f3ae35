package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process uses, as {@code /proc} says. */
record Usage(long pid) {
    /** Of every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final double KIB_PER_MIB = 1024;

    /** CPU seconds since its start, of all its threads. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(file("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** MiB in memory, with what it shares with others. */
    double resident() throws IOException {
        return kib("status", "VmRSS:") / KIB_PER_MIB;
    }

    /** MiB in memory that would be free without it. */
    double unshared() throws IOException {
        return (kib("smaps_rollup", "Private_Clean:") + kib("smaps_rollup", "Private_Dirty:")) / KIB_PER_MIB;
    }

    private long kib(String file, String field) throws IOException {
        return Files.readAllLines(file(file)).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new NotMeasured("%s has no line %s".formatted(file(file), field)));
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
