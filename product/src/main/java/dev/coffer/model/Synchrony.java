package dev.coffer.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** When the primary of a replica set acknowledges a write. */
public enum Synchrony {
    /** As soon as it has it itself: a write that no replica has yet is lost with the primary. */
    ASYNC,
    /**
     * When one replica has it too. A primary that loses its last replica waits for some seconds, then serves alone and says so, until a
     * replica has caught up again.
     */
    ONE;

    /** As clients write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Synchrony> of(String word) {
        return Stream.of(values())
                .filter(synchrony -> synchrony.word().equals(word))
                .findFirst();
    }
}
