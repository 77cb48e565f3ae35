package dev.coffer.metrics;

import dev.coffer.metrics.Families.Type;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process of the control plane, by the names that Prometheus' own libraries give. */
final class ProcessFamilies {
    private static final Path PROC = Path.of("/proc/self");
    private static final double KIB = 1024;

    private final ProcessHandle.Info process = ProcessHandle.current().info();

    void writeTo(Families out) throws IOException {
        Map<String, String> status = status();
        out.single(
                "process_cpu_seconds_total",
                Type.COUNTER,
                "Processor time of the control plane.",
                ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / 1000.0);
        out.single(
                "process_start_time_seconds",
                Type.GAUGE,
                "When the control plane was started, since 1970.",
                process.startInstant().orElse(Instant.EPOCH).toEpochMilli() / 1000.0);
        out.single(
                "process_resident_memory_bytes",
                Type.GAUGE,
                "Memory of the control plane.",
                number(status.get("VmRSS")) * KIB);
        out.single(
                "process_threads",
                Type.GAUGE,
                "Threads of the system, of the control plane.",
                number(status.get("Threads")));
        out.single("process_open_fds", Type.GAUGE, "Open files of the control plane.", openFiles());
        Runtime java = Runtime.getRuntime();
        out.family("jvm_memory_used_bytes", Type.GAUGE, "Memory of the Java heap that is used, garbage included.");
        out.sample("jvm_memory_used_bytes", java.totalMemory() - java.freeMemory(), "area", "heap");
        out.family("jvm_memory_max_bytes", Type.GAUGE, "How much the Java heap may take.");
        out.sample("jvm_memory_max_bytes", java.maxMemory(), "area", "heap");
    }

    /** As in {@code VmRSS:   105212 kB}. */
    private static Map<String, String> status() throws IOException {
        Map<String, String> status = new HashMap<>();
        for (String line : Files.readAllLines(PROC.resolve("status"))) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                status.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return status;
    }

    private static double number(@Nullable String text) {
        return text == null ? 0 : Double.parseDouble(text.split(" ")[0]);
    }

    private static int openFiles() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve("fd"))) {
            for (Path _ : files) {
                count++;
            }
        }
        return count;
    }
}
