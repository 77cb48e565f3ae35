package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.server.ServerLogs;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How MariaDB writes its logs. */
final class SqlLogs implements ServerLogs.Writing {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static final List<LogKind> KINDS =
            List.of(new LogKind("error", false), new LogKind("general", true), new LogKind("slow_query", true));

    static final Map<LogKind, String> FILES = files();

    /** The variables that switch logs. */
    private static final Map<String, String> VARIABLES =
            Map.of("general", "general_log", "slow_query", "slow_query_log");

    /** What {@code FLUSH} calls them. */
    private static final Map<String, String> WORDS =
            Map.of("error", "ERROR", "general", "GENERAL", "slow_query", "SLOW");

    private final Sessions sessions;

    SqlLogs(Sessions sessions) {
        this.sessions = sessions;
    }

    private static Map<LogKind, String> files() {
        Map<LogKind, String> files = new LinkedHashMap<>();
        files.put(KINDS.get(0), "error.log");
        files.put(KINDS.get(1), "general.log");
        files.put(KINDS.get(2), "slow.log");
        return files;
    }

    @Override
    public Optional<Set<String>> switchedOn() {
        try (Session session = sessions.open(PATIENCE)) {
            Set<String> on = new HashSet<>();
            VARIABLES.forEach((log, variable) -> {
                if (session.text("SELECT @@GLOBAL." + variable).equals("1")) {
                    on.add(log);
                }
            });
            return Optional.of(on);
        } catch (EngineFailure silent) {
            return Optional.empty();
        }
    }

    @Override
    public void put(String log, boolean on) {
        try (Session session = sessions.open(PATIENCE)) {
            session.run("SET GLOBAL %s = %d".formatted(VARIABLES.get(log), on ? 1 : 0));
        }
    }

    @Override
    public void reopen(String log) {
        try (Session session = sessions.open(PATIENCE)) {
            session.run("FLUSH LOCAL %s LOGS".formatted(WORDS.get(log)));
        }
    }

    @Override
    public String shown(String log, String text) {
        return StatementSecrets.masked(log.equals("general") ? AgentTraces.removed(text) : text);
    }
}
