package dev.coffer.model;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on the servers of a datastore version.
 *
 * @param name in lower case
 * @param min and {@code max}: least and greatest number; null where there is no such bound
 * @param choices words that are taken; empty when any is
 * @param restartRequired whether a server takes a new value only when it starts
 * @param initial what the engine does without being told; null when unknown
 */
public record Parameter(
        String name,
        Type type,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        List<String> choices,
        boolean restartRequired,
        @Nullable String initial) {
    public Parameter {
        choices = List.copyOf(choices);
    }

    /** What its values are. */
    public enum Type {
        BOOLEAN("boolean"),
        INTEGER("integer"),
        FLOAT("float"),
        /** One of the choices. */
        CHOICE("string"),
        /** Any number of the choices, with commas between. */
        CHOICES("string"),
        /** {@code choice=on|off|default}, with commas between. */
        SWITCHES("string"),
        TEXT("string");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** As Trove calls it. */
        public String word() {
            return word;
        }
    }
}
