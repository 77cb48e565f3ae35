package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.LogFile;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.Logs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The server's logs. Of each there are at most two files: the one being written and the one before it. */
final class MariadbLogs implements Logs {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MEBIBYTE = 1 << 20;

    static final List<LogKind> KINDS =
            List.of(new LogKind("error", false), new LogKind("general", true), new LogKind("slow_query", true));

    /** What the logs need to know of their server. */
    interface Life {
        boolean isRunning();

        /** What it says meanwhile must stay where its starter looks for it. */
        boolean isStarting();
    }

    /**
     * A log of the server.
     *
     * @param variable that switches it
     * @param word what {@code FLUSH} calls it
     */
    private record Log(LogKind kind, LogFile file, String variable, String word) {
        String name() {
            return kind.name();
        }
    }

    private final MariadbServer.Sessions sessions;
    private final Life life;
    private final SwitchedLogs switched;
    private final List<Log> logs;
    private final long largest;
    /** Those that the server has opened anew since they were set aside. */
    private final Set<String> reopened = new HashSet<>();

    MariadbLogs(Places places, MariadbServer.Sessions sessions, Life life) {
        this.sessions = sessions;
        this.life = life;
        this.switched = new SwitchedLogs(places.enabledLogs());
        this.logs = List.of(
                new Log(KINDS.get(0), file(places, "error.log"), "", "ERROR"),
                new Log(KINDS.get(1), file(places, "general.log"), "general_log", "GENERAL"),
                new Log(KINDS.get(2), file(places, "slow.log"), "slow_query_log", "SLOW"));
        this.largest = Math.clamp(places.node().volumeSize() * 8L, 8, 32) * MEBIBYTE;
    }

    private static LogFile file(Places places, String name) {
        return new LogFile(places.node().home(), "log", name);
    }

    @Override
    public List<LogInfo> list() throws IOException {
        Set<String> enabled = enabled();
        List<LogInfo> infos = new ArrayList<>();
        for (Log log : logs) {
            infos.add(new LogInfo(
                    log.name(),
                    enabled.contains(log.name()),
                    log.file().begin(),
                    log.file().end()));
        }
        return List.copyOf(infos);
    }

    /** As the server says; as it will be when it starts while it does not say anything. */
    private Set<String> enabled() {
        Set<String> enabled = new HashSet<>();
        Optional<Session> server = session();
        try (Session session = server.orElse(null)) {
            for (Log log : logs) {
                boolean on = !log.kind().switchable()
                        || (session == null
                                ? switched.isOn(log.name())
                                : session.text("SELECT @@GLOBAL." + log.variable())
                                        .equals("1"));
                if (on) {
                    enabled.add(log.name());
                }
            }
        }
        return enabled;
    }

    private Optional<Session> session() {
        try {
            return Optional.of(sessions.open(PATIENCE));
        } catch (EngineFailure silent) {
            return Optional.empty();
        }
    }

    @Override
    public LogFile file(String name) {
        return log(name).file();
    }

    private Log log(String name) {
        return logs.stream()
                .filter(log -> log.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new EngineFailure(Kind.NOT_FOUND, "Log '%s' is not defined.".formatted(name)));
    }

    @Override
    public void enable(String name, boolean enabled) throws IOException {
        Log log = log(name);
        if (!log.kind().switchable()) {
            throw new EngineFailure(Kind.REFUSED, "Log '%s' is always on.".formatted(name));
        }
        switched.put(name, enabled);
        if (life.isRunning()) {
            try (Session session = sessions.open(PATIENCE)) {
                session.run("SET GLOBAL %s = %d".formatted(log.variable(), enabled ? 1 : 0));
            }
        }
    }

    @Override
    public String shown(String log, String text) {
        return StatementSecrets.masked(log.equals("general") ? AgentTraces.removed(text) : text);
    }

    @Override
    public synchronized void rotate() throws IOException {
        if (life.isStarting()) {
            return;
        }
        for (Log log : logs) {
            Optional<Long> size = log.file().current();
            boolean large = size.isPresent() && size.get() > largest;
            if (large) {
                log.file().setAside();
                reopened.remove(log.name());
            }
            boolean gone = size.isEmpty() && log.file().hasAside();
            if ((large || gone) && !reopened.contains(log.name()) && life.isRunning()) {
                reopen(log);
            }
        }
    }

    /** Until then the server goes on writing to the file that was set aside. */
    private void reopen(Log log) {
        try (Session session = sessions.open(PATIENCE)) {
            session.run("FLUSH LOCAL %s LOGS".formatted(log.word()));
            reopened.add(log.name());
        }
    }
}
