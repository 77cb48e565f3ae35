package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a server stands: how far it went in each era of its history. An era is the time a primary served without a restart, and its
 * offsets count the bytes of its stream of changes. The engine's own names of histories do not outlive a restart; these do.
 */
record Position(List<Reach> reaches) {
    /** Of a server that was made as a replica and has received nothing yet. */
    static final Position NOTHING = new Position(List.of());

    private static final String NOTHING_WORD = "none";
    private static final String ALL_WORD = "all";

    /** @param offset {@code Long.MAX_VALUE} for all of the era: the data outlived it on this very server */
    record Reach(String era, long offset) {
        static Reach all(String era) {
            return new Reach(era, Long.MAX_VALUE);
        }

        String text() {
            return era + ":" + (offset == Long.MAX_VALUE ? ALL_WORD : Long.toString(offset));
        }
    }

    Position {
        reaches = List.copyOf(reaches);
    }

    static Position parse(String text) {
        if (text.equals(NOTHING_WORD)) {
            return NOTHING;
        }
        try {
            return new Position(
                    Arrays.stream(text.split(",")).map(Position::reach).toList());
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new EngineFailure(Kind.BROKEN, "\"%s\" is no position of this datastore.".formatted(text), e);
        }
    }

    private static Reach reach(String text) {
        String[] parts = text.split(":");
        return parts[1].equals(ALL_WORD) ? Reach.all(parts[0]) : new Reach(parts[0], Long.parseLong(parts[1]));
    }

    /** Whether a server that stands here has all that one that stands there has. */
    boolean contains(Position other) {
        if (other.reaches.isEmpty()) {
            return true;
        }
        Reach last = other.reaches.getLast();
        return reaches.stream().anyMatch(reach -> reach.era().equals(last.era()) && reach.offset() >= last.offset());
    }

    /** The same history, so far in its last era. */
    Position at(long offset) {
        if (reaches.isEmpty()) {
            return this;
        }
        List<Reach> changed = new ArrayList<>(reaches);
        changed.set(changed.size() - 1, new Reach(changed.getLast().era(), offset));
        return new Position(changed);
    }

    @Override
    public String toString() {
        return reaches.isEmpty()
                ? NOTHING_WORD
                : reaches.stream().map(Reach::text).collect(Collectors.joining(","));
    }
}
