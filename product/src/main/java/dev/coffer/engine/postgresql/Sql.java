package dev.coffer.engine.postgresql;

/** Quoting for sessions with {@code standard_conforming_strings}, as {@link Session} has them. */
final class Sql {
    private Sql() {}

    static String name(String identifier) {
        return '"' + whole(identifier).replace("\"", "\"\"") + '"';
    }

    static String text(String value) {
        return '\'' + whole(value).replace("'", "''") + '\'';
    }

    /** Also refused by the name rules; a statement cut off at a NUL must not come to be whatever the caller did. */
    private static String whole(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A name holds a NUL character.");
        }
        return value;
    }
}
