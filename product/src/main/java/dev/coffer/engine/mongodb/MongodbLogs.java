package dev.coffer.engine.mongodb;

import dev.coffer.engine.LogKind;
import dev.coffer.engine.server.ServerLogs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/**
 * MongoDB's one log, a JSON document a line: errors, connections, and operations that took long. The server itself leaves passwords out
 * of it.
 */
final class MongodbLogs implements ServerLogs.Writing {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final LogKind ERROR = new LogKind("error", false);

    static final List<LogKind> KINDS = List.of(ERROR);
    static final Map<LogKind, String> FILES = Map.of(ERROR, "error.log");

    private final MongodbServer.Sessions sessions;

    MongodbLogs(MongodbServer.Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Optional<Set<String>> switchedOn() {
        return Optional.of(Set.of());
    }

    @Override
    public void put(String log, boolean on) {
        throw new IllegalArgumentException("The log %s is always on.".formatted(log));
    }

    @Override
    public void reopen(String log) {
        try (Session session = sessions.open(PATIENCE)) {
            session.admin(new Document("logRotate", "server"));
        }
    }

    @Override
    public String shown(String log, String text) {
        return text;
    }
}
