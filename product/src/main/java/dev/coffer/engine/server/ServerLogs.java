package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.LogFile;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.Logs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A server's logs. Of each there are at most two files: the one being written and the one before it. */
public final class ServerLogs implements Logs {
    private static final long MEBIBYTE = 1 << 20;

    private final Life life;
    private final Writing writing;
    private final SwitchedLogs switched;
    private final Map<String, Log> logs = new LinkedHashMap<>();
    private final long largest;
    /** Those that the server has opened anew since they were set aside. */
    private final Set<String> reopened = new HashSet<>();

    /** @param files by kind of log, the name of its file in the directory of logs; in the order in which they are shown */
    public ServerLogs(Places places, Life life, Writing writing, Map<LogKind, String> files) {
        this.life = life;
        this.writing = writing;
        this.switched = new SwitchedLogs(places.enabledLogs());
        files.forEach((kind, file) ->
                logs.put(kind.name(), new Log(kind, new LogFile(places.node().home(), "log", file))));
        this.largest = Math.clamp(places.node().volumeSize() * 8L, 8, 32) * MEBIBYTE;
    }

    /** How the engine writes its logs. */
    public interface Writing {
        /** Names of the switchable ones that are on, as the server says; empty when it does not answer. */
        Optional<Set<String>> switchedOn();

        /** Switches one of a server that runs; what is for its next start is kept by others. */
        void put(String log, boolean on) throws IOException;

        /** Makes the server that runs write to a new file of the log's name. */
        void reopen(String log);

        /** See {@link Logs#shown}. */
        String shown(String log, String text);
    }

    private record Log(LogKind kind, LogFile file) {}

    @Override
    public List<LogInfo> list() throws IOException {
        Optional<Set<String>> said = writing.switchedOn();
        List<LogInfo> infos = new ArrayList<>();
        for (Log log : logs.values()) {
            String name = log.kind().name();
            boolean on = said.map(names -> names.contains(name)).orElseGet(() -> switched.isOn(name));
            infos.add(new LogInfo(
                    name,
                    on || !log.kind().switchable(),
                    log.file().begin(),
                    log.file().end()));
        }
        return List.copyOf(infos);
    }

    @Override
    public LogFile file(String name) {
        return log(name).file();
    }

    private Log log(String name) {
        return Optional.ofNullable(logs.get(name))
                .orElseThrow(() -> new EngineFailure(Kind.NOT_FOUND, "Log '%s' is not defined.".formatted(name)));
    }

    @Override
    public void enable(String name, boolean enabled) throws IOException {
        if (!log(name).kind().switchable()) {
            throw new EngineFailure(Kind.REFUSED, "Log '%s' is always on.".formatted(name));
        }
        switched.put(name, enabled);
        if (life.isRunning()) {
            writing.put(name, enabled);
        }
    }

    @Override
    public String shown(String log, String text) {
        return writing.shown(log, text);
    }

    @Override
    public synchronized void rotate() throws IOException {
        if (life.isStarting()) {
            return;
        }
        for (Map.Entry<String, Log> named : logs.entrySet()) {
            String name = named.getKey();
            LogFile file = named.getValue().file();
            Optional<Long> size = file.current();
            boolean large = size.isPresent() && size.get() > largest;
            if (large) {
                file.setAside();
                reopened.remove(name);
            }
            boolean gone = size.isEmpty() && file.hasAside();
            if ((large || gone) && !reopened.contains(name) && life.isRunning()) {
                writing.reopen(name); // until then the server goes on writing to the file that was set aside
                reopened.add(name);
            }
        }
    }
}
