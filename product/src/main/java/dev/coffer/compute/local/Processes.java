package dev.coffer.compute.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The processes of this host that live, as {@code /proc} shows them. */
final class Processes {
    /** Names the instance's directory, so that two installations never mistake each other's processes for theirs. */
    static final String INSTANCE = "COFFER_INSTANCE";
    /** Only agents carry it; what they start does not. */
    static final String ROLE = "COFFER_ROLE";

    static final String AGENT = "agent";

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /**
     * @param startTime clock ticks since boot; with the pid it names a process for ever
     * @param session the process that leads its session
     * @param instance directory named by its environment
     * @param isHalted whether it was stopped by a signal and does nothing until another one lets it go on
     */
    record Found(
            long pid,
            long startTime,
            long session,
            int uid,
            String program,
            @Nullable String instance,
            boolean hasAgentRole,
            boolean isHalted) {

        /** Agents are started in a session of their own; what they start may have inherited the role. */
        boolean isAgent() {
            return hasAgentRole && session == pid;
        }

        void kill() {
            signal(true);
        }

        void terminate() {
            signal(false);
        }

        private void signal(boolean kill) {
            // The handle remembers which process it is, so the question comes after it.
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            if (stat(pid).filter(stat -> stat.startTime == startTime).isPresent()) {
                handle.ifPresent(kill ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
            }
        }
    }

    private record Stat(String program, char state, long session, long startTime) {}

    static List<Found> all() {
        long self = ProcessHandle.current().pid();
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(pid -> pid != self)
                    .flatMap(pid -> find(pid).stream())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read; Coffer needs it to find its servers.", e);
        }
    }

    /** The process, if it lives. */
    static Optional<Found> find(long pid) {
        return stat(pid)
                .filter(stat -> lives(pid, stat))
                .flatMap(stat -> uid(pid).map(uid -> {
                    String environment = read(pid, "environ").orElse("");
                    return new Found(
                            pid,
                            stat.startTime,
                            stat.session,
                            uid,
                            stat.program,
                            variable(environment, INSTANCE),
                            AGENT.equals(variable(environment, ROLE)),
                            stat.state == 'T');
                }));
    }

    /** Arguments of all processes, for what asks whether something is in use. */
    static List<String> commandLines() {
        return all().stream()
                .flatMap(process -> read(process.pid, "cmdline").stream())
                .toList();
    }

    /** The program file it runs; empty for one that is gone. */
    static Optional<Path> executable(long pid) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("exe")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** A zombie does not, once its last thread has let go of its files. */
    private static boolean lives(long pid, Stat stat) {
        return stat.state != 'X' && (stat.state != 'Z' || threads(pid) > 1);
    }

    private static long threads(long pid) {
        try (Stream<Path> tasks = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            return tasks.count();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static Optional<Stat> stat(long pid) {
        return read(pid, "stat").map(text -> {
            // The program's name is in parentheses and may itself hold parentheses and blanks.
            int end = text.lastIndexOf(')');
            String[] fields = text.substring(end + 2).split(" ");
            String program = text.substring(text.indexOf('(') + 1, end);
            return new Stat(program, fields[0].charAt(0), Long.parseLong(fields[3]), Long.parseLong(fields[19]));
        });
    }

    static Optional<Integer> uid(long pid) {
        return read(pid, "status").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> Integer.parseUnsignedInt(line.split("\\s+")[1]))
                .findFirst();
    }

    private static @Nullable String variable(String environment, String name) {
        String start = name + "=";
        return Arrays.stream(environment.split("\0"))
                .filter(entry -> entry.startsWith(start))
                .map(entry -> entry.substring(start.length()))
                .findFirst()
                .orElse(null);
    }

    private static Optional<String> read(long pid, String file) {
        try {
            Path path = PROC.resolve(Long.toString(pid)).resolve(file);
            return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
