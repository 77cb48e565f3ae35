package dev.coffer.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code /proc} tells. A process that is gone, or that may not be looked at, is an empty answer. */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** The parts of {@code /proc/PID/stat} that matter here; {@code startTime} in clock ticks since boot. */
    record Stat(char state, long parent, long startTime) {}

    static Optional<Stat> stat(long pid) {
        return read(pid, "stat").map(text -> {
            // The command's name is in parentheses and may itself hold parentheses and blanks.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return new Stat(fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[19]));
        });
    }

    /** Number of threads that have not ended; a dying process is a zombie before its last thread lets go of files and locks. */
    static long threads(long pid) {
        try (Stream<Path> tasks = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            return tasks.count();
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Process ids from the outermost to the innermost namespace. */
    static List<Long> namespacePids(long pid) {
        return read(pid, "status").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("NSpid:"))
                .flatMap(line ->
                        Arrays.stream(line.substring("NSpid:".length()).trim().split("\\s+")))
                .map(Long::valueOf)
                .toList();
    }

    /** Whether it is the first process of a namespace below ours: when it ends, all in that namespace end. */
    static boolean isNamespaceRoot(long pid) {
        List<Long> pids = namespacePids(pid);
        return pids.size() > 1 && pids.getLast() == 1;
    }

    /** Name of the program it runs. */
    static Optional<String> program(long pid) {
        return read(pid, "comm").map(String::strip);
    }

    /** Processes that were started with this variable in their environment. */
    static List<Long> withEnvironment(String variable, String value) {
        String wanted = variable + "=" + value;
        return all().stream()
                .filter(pid -> read(pid, "environ").stream()
                        .flatMap(text -> Arrays.stream(text.split("\0")))
                        .anyMatch(wanted::equals))
                .toList();
    }

    static List<Long> children(long parent) {
        return all().stream()
                .filter(pid -> stat(pid).filter(stat -> stat.parent() == parent).isPresent())
                .toList();
    }

    private static List<Long> all() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read; Coffer needs it to find its servers.", e);
        }
    }

    private static Optional<String> read(long pid, String file) {
        try {
            return Optional.of(
                    Files.readString(PROC.resolve(Long.toString(pid)).resolve(file), StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
