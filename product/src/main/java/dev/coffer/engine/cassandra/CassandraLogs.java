package dev.coffer.engine.cassandra;

import dev.coffer.engine.LogKind;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.ServerLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How Cassandra writes its log, of which there is one. No statement of a tenant is in it. */
final class CassandraLogs implements ServerLogs.Writing {
    static final LogKind ERROR = new LogKind("error", false);
    static final Map<LogKind, String> FILES = Map.of(ERROR, "error.log");

    private final CassandraPlaces places;

    CassandraLogs(CassandraPlaces places) {
        this.places = places;
    }

    @Override
    public Optional<Set<String>> switchedOn() {
        return Optional.of(Set.of());
    }

    @Override
    public void put(String log, boolean on) {
        throw new IllegalArgumentException("The log %s cannot be switched.".formatted(log));
    }

    /** The server looks every other second whether its configuration of logs has changed. */
    @Override
    public void reopen(String log) {
        try {
            String mark = "Opened anew at %s.".formatted(Instant.now());
            Disk.write(places.logging(), Logging.toFile(places.errorLog(), mark), "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException(places.logging() + " cannot be written.", e);
        }
    }

    @Override
    public String shown(String log, String text) {
        return text;
    }
}
