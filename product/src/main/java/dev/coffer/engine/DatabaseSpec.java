package dev.coffer.engine;

import org.jspecify.annotations.Nullable;

/** A database to be made. */
public record DatabaseSpec(
        String name,
        @Nullable String characterSet,
        @Nullable String collation) {}
