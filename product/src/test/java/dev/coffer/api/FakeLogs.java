package dev.coffer.api;

import dev.coffer.agent.command.Result;
import dev.coffer.engine.LogInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Logs of instances in memory, of characters that are bytes; what is rotated away is gone. */
final class FakeLogs {
    private record Key(String instanceId, String log) {}

    private final Map<Key, String> written = new HashMap<>();
    private final Map<Key, Integer> begins = new HashMap<>();
    private final Set<Key> enabled = new HashSet<>();

    void write(String instanceId, String log, String text) {
        written.merge(new Key(instanceId, log), text, String::concat);
    }

    /** All that was written is not there any more. */
    void rotate(String instanceId, String log) {
        Key key = new Key(instanceId, log);
        begins.put(key, text(key).length());
    }

    void put(String instanceId, String log, boolean on) {
        boolean changed = on ? enabled.add(new Key(instanceId, log)) : enabled.remove(new Key(instanceId, log));
        if (!changed) {
            throw new AssertionError("It was so already.");
        }
    }

    boolean isOn(String instanceId, String log) {
        return enabled.contains(new Key(instanceId, log));
    }

    private String text(Key key) {
        return written.getOrDefault(key, "");
    }

    private int begin(Key key) {
        return begins.getOrDefault(key, 0);
    }

    Result list(String instanceId) {
        return new Result.Logs(Stream.of("error", "general", "slow_query", "guest")
                .map(log -> new Key(instanceId, log))
                .map(key -> new LogInfo(
                        key.log(),
                        enabled.contains(key) || Set.of("error", "guest").contains(key.log()),
                        begin(key),
                        text(key).length()))
                .toList());
    }

    Result read(String instanceId, String log, long from, int most) {
        Key key = new Key(instanceId, log);
        String text = text(key);
        int at = Math.clamp(from, begin(key), text.length());
        int next = Math.min(text.length(), at + most);
        return new Result.LogText(at, next, text.length(), text.substring(at, next));
    }

    Result tail(String instanceId, String log, int lines) {
        Key key = new Key(instanceId, log);
        List<String> all = text(key).substring(begin(key)).lines().toList();
        List<String> last = all.subList(Math.max(0, all.size() - lines), all.size());
        int length = last.stream().mapToInt(line -> line.length() + 1).sum();
        return read(instanceId, log, text(key).length() - length, length);
    }
}
