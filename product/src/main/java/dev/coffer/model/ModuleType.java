package dev.coffer.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which driver of the agent applies a module. */
public enum ModuleType {
    PING;

    /** As clients write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ModuleType> of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word().equalsIgnoreCase(word))
                .findFirst();
    }
}
