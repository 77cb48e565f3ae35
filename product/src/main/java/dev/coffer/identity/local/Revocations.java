package dev.coffer.identity.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Ids of tokens that were revoked before they ran out; kept in a file until then. */
final class Revocations {
    private final Path file;
    private final InstantSource clock;
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();

    Revocations(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ");
                if (parts.length == 2 && parts[1].matches("\\d{1,18}")) {
                    revoked.put(parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1])));
                }
            }
        }
    }

    boolean contains(String id) {
        return revoked.containsKey(id);
    }

    /** Returns when the revocation is on disk. */
    synchronized void add(String id, Instant expires) {
        revoked.values().removeIf(clock.instant()::isAfter);
        revoked.put(id, expires);
        try {
            OwnerFile.write(
                    file,
                    revoked.entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + " " + entry.getValue().toEpochMilli() + "\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
