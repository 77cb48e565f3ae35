package dev.coffer.store;

import java.util.function.UnaryOperator;

/** Hides what is written, so that it cannot be read from the database alone. */
public record Seal(UnaryOperator<String> close, UnaryOperator<String> open) {
    /** Hides nothing. */
    public static final Seal NONE = new Seal(text -> text, text -> text);
}
