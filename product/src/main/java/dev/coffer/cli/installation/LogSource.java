package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The log of the control plane, or of one agent. */
final class LogSource {
    private static final int SHORT = 8;

    private final Path file;
    private final String name;
    private Instant last = Instant.EPOCH;

    private LogSource(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** All logs beside that of the control plane; agents' logs are called after their instances. */
    static List<LogSource> all(Path controlPlane) {
        List<LogSource> all = new ArrayList<>();
        all.add(new LogSource(controlPlane, "coffer"));
        Path agents = controlPlane.resolveSibling("agents");
        if (Files.isDirectory(agents)) {
            try (Stream<Path> files = Files.list(agents)) {
                files.filter(file -> file.toString().endsWith(".log"))
                        .sorted()
                        .forEach(file -> all.add(new LogSource(file, agent(file))));
            } catch (IOException e) {
                throw unreadable(agents);
            }
        }
        return all;
    }

    private static String agent(Path file) {
        String id = file.getFileName().toString().replace(".log", "");
        return "agent " + id.substring(0, Math.min(SHORT, id.length()));
    }

    Path file() {
        return file;
    }

    LogEntry entry(String line) {
        LogEntry entry = LogEntry.of(line, name, last);
        last = entry.time();
        return entry;
    }

    /** The last lines, without reading all of the file. */
    List<LogEntry> tail(int count) {
        return LogFile.tail(file, 0, count).stream().map(this::entry).toList();
    }

    /** The last of the wanted lines. */
    List<LogEntry> search(LogFilter filter, int count) {
        Deque<LogEntry> found = new ArrayDeque<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                LogEntry entry = filter.mayBe(line) ? entry(line) : null;
                if (entry != null && filter.takes(entry)) {
                    found.add(entry);
                    if (found.size() > count) {
                        found.removeFirst();
                    }
                }
            }
        } catch (NoSuchFileException removedMeanwhile) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(file);
        }
        return List.copyOf(found);
    }

    private static Failure unreadable(Path file) {
        return Failure.refused("You may not read %s.".formatted(file), "Run this as the user who started Coffer.");
    }
}
