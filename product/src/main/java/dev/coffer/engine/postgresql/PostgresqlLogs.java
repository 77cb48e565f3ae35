package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.server.ServerLogs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How PostgreSQL writes its log. It has one, always on; statements, slow ones or all, are no log of their own but get into it when a
 * tenant sets {@code log_min_duration_statement} or {@code log_statement}.
 */
final class PostgresqlLogs implements ServerLogs.Writing {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static final List<LogKind> KINDS = List.of(new LogKind("error", false));

    static final Map<LogKind, String> FILES = Map.of(KINDS.getFirst(), "error.log");

    private final PostgresqlServer.Sessions sessions;

    PostgresqlLogs(PostgresqlServer.Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Optional<Set<String>> switchedOn() {
        return Optional.of(Set.of());
    }

    @Override
    public void put(String log, boolean on) {
        throw new EngineFailure(Kind.REFUSED, "Log '%s' is always on.".formatted(log));
    }

    @Override
    public void reopen(String log) {
        try (Session session = sessions.open(PATIENCE)) {
            session.text("SELECT pg_rotate_logfile()");
        }
    }

    @Override
    public String shown(String log, String text) {
        return StatementSecrets.masked(text);
    }
}
