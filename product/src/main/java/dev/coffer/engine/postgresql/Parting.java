package dev.coffer.engine.postgresql;

import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Why a replica cannot follow any more: it has what its primary has not, which is kept in a file; or its primary has no longer what it
 * needs, which only the replica's log tells.
 */
record Parting(PostgresqlPlaces places) {
    private static final String REMOVED = "has already been removed";
    private static final String MISSED =
            "The replica was away for too long: its primary has no longer what it missed; make a new replica.";

    void write(String reason) throws IOException {
        Disk.write(places.parting(), reason + "\n", "rw-r--r--");
    }

    void forget() throws IOException {
        Files.deleteIfExists(places.parting());
    }

    Optional<String> reason() {
        try {
            if (Files.exists(places.parting())) {
                return Optional.of(Files.readString(places.parting()).strip());
            }
        } catch (IOException gone) {
            return Optional.empty();
        }
        return hasMissed() ? Optional.of(MISSED) : Optional.empty();
    }

    /** Of the attempts to connect, the last. Lines of tenants' sessions have their names before the word. */
    private boolean hasMissed() {
        return LogTail.lines(places.errorLog(), 0).stream()
                .filter(line -> line.matches("\\S+ \\S+ UTC \\[\\d+\\] (FATAL|LOG): .*(WAL stream|streaming WAL).*"))
                .reduce((first, second) -> second)
                .filter(line -> line.contains(REMOVED))
                .isPresent();
    }
}
