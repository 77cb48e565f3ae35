package dev.coffer.engine.redis;

import dev.coffer.engine.redis.Position.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the members of a set must agree on and the engine does not replicate: who may log in, and the eras of the data. Each change of a
 * primary makes the next generation.
 *
 * @param process of the primary whose era is the last one, as the server names itself since its start; empty before the first
 * @param users root is among them while it is enabled
 */
record Roster(long generation, String process, Position history, SortedMap<String, Login> users) {
    /** Older ones are forgotten; who knows of no newer one needs a copy. */
    private static final int MOST_ERAS = 16;

    static final Roster EMPTY = new Roster(0, "", Position.NOTHING, new TreeMap<>());

    /** What a user proves and may do. */
    record Login(String hash, List<String> rules) {
        Login {
            rules = List.copyOf(rules);
        }
    }

    Roster withUsers(Map<String, Login> changed) {
        return new Roster(generation + 1, process, history, new TreeMap<>(changed));
    }

    /** A primary's next era begins; the one before it reached so far. */
    Roster withEra(String era, String ofProcess, Position before) {
        List<Reach> reaches = new ArrayList<>(before.reaches());
        reaches.add(Reach.all(era));
        List<Reach> kept = reaches.subList(Math.max(0, reaches.size() - MOST_ERAS), reaches.size());
        return new Roster(generation + 1, ofProcess, new Position(kept), users);
    }

    /** Whether what a replica knows is older than this, which came with its data; an old one may have been put back by a tenant. */
    boolean follows(Roster known) {
        return history.equals(known.history)
                ? generation > known.generation
                : !known.history.reaches().stream().map(Reach::era).toList().contains(era());
    }

    /** Name of the last era; empty before the first. */
    private String era() {
        return history.reaches().isEmpty() ? "" : history.reaches().getLast().era();
    }

    String text() {
        String head = "%d\n%s\n%s\n".formatted(generation, process, history);
        return users.entrySet().stream()
                .map(user -> user.getKey() + " " + user.getValue().hash()
                        + user.getValue().rules().stream()
                                .map(rule -> " " + rule)
                                .collect(Collectors.joining())
                        + "\n")
                .collect(Collectors.joining("", head, ""));
    }

    /** @throws IllegalArgumentException when it is none */
    static Roster parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3) {
            throw new IllegalArgumentException("A roster has three lines at least.");
        }
        SortedMap<String, Login> users = new TreeMap<>();
        for (String line : lines.subList(3, lines.size())) {
            List<String> words = Arrays.asList(line.split(" "));
            users.put(words.get(0), new Login(words.get(1), words.subList(2, words.size())));
        }
        return new Roster(Long.parseLong(lines.get(0)), lines.get(1), Position.parse(lines.get(2)), users);
    }

    @Override
    public String toString() {
        return "Roster[generation %d, %d users]".formatted(generation, users.size());
    }
}
