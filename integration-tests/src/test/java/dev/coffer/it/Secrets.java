package dev.coffer.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Looks for secrets where they must not be. Remembers how all processes were called while it is open. */
final class Secrets implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Set<String> commands = ConcurrentHashMap.newKeySet();
    private final Thread watching = Thread.ofPlatform().name("secrets").daemon().start(this::watch);

    void add(String name, String secret) {
        secrets.put(name, secret);
    }

    private void watch() {
        try {
            while (true) {
                ProcessHandle.allProcesses().forEach(process -> note(process.pid()));
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void note(long pid) {
        for (String file : List.of("cmdline", "environ")) {
            try {
                commands.add(Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1));
            } catch (IOException gone) {
                continue;
            }
        }
    }

    int commandsSeen() {
        return commands.size();
    }

    /** Names of the secrets that a process was given in its arguments or environment. */
    List<String> inCommands() {
        return commands.stream().flatMap(command -> in("a process", command)).toList();
    }

    Stream<String> in(String place, String text) {
        return secrets.entrySet().stream()
                .filter(secret -> text.contains(secret.getValue()))
                .map(secret -> secret.getKey() + " in " + place);
    }

    /** Names of secrets and the files they are in. */
    List<String> inFiles(List<Path> files) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                search(file, in, found);
            } catch (NoSuchFileException removedMeanwhile) {
                continue;
            }
        }
        return found;
    }

    private void search(Path file, InputStream in, List<String> found) throws IOException {
        int overlap = secrets.values().stream().mapToInt(String::length).max().orElse(0);
        byte[] window = new byte[1 << 20];
        int kept = 0;
        for (int read = in.read(window); read >= 0; read = in.read(window, kept, window.length - kept)) {
            int filled = kept + read;
            in(file.toString(), new String(window, 0, filled, StandardCharsets.ISO_8859_1))
                    .filter(finding -> !found.contains(finding))
                    .forEach(found::add);
            kept = Math.min(overlap, filled);
            System.arraycopy(window, filled - kept, window, 0, kept);
        }
    }

    @Override
    public void close() throws InterruptedException {
        watching.interrupt();
        watching.join(Duration.ofSeconds(10));
    }
}
