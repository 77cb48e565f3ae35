package dev.coffer.engine.cassandra;

/** Quoting for statements that take no parameters. */
final class Cql {
    private Cql() {}

    static String name(String identifier) {
        return '"' + whole(identifier).replace("\"", "\"\"") + '"';
    }

    static String text(String value) {
        return '\'' + whole(value).replace("'", "''") + '\'';
    }

    /** Also refused by the name rules. */
    private static String whole(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A name holds a NUL character.");
        }
        return value;
    }
}
