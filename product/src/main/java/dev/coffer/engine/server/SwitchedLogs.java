package dev.coffer.engine.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which logs are switched on, for the next start of the server: a name a line in a file beside its configuration. Those whom nobody
 * switched on are off.
 */
public record SwitchedLogs(Path file) {
    private static final int LARGEST = 4 * 1024;

    public boolean isOn(String log) {
        return names().contains(log);
    }

    public void put(String log, boolean on) throws IOException {
        Set<String> names = new TreeSet<>(names());
        boolean changed = on ? names.add(log) : names.remove(log);
        if (changed) {
            Disk.write(file, String.join("\n", names) + "\n", "rw-r--r--");
        }
    }

    private List<String> names() {
        try {
            return Files.size(file) > LARGEST ? List.of() : Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException none) {
            return List.of();
        }
    }
}
