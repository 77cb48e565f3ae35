package dev.coffer.engine.mysql;

/** Quoting for sessions whose {@code sql_mode} has {@code NO_BACKSLASH_ESCAPES}, as {@link Session} sets it. */
final class Sql {
    private Sql() {}

    static String name(String identifier) {
        return '`' + whole(identifier).replace("`", "``") + '`';
    }

    static String text(String value) {
        return '\'' + whole(value).replace("'", "''") + '\'';
    }

    static String account(String user, String host) {
        return text(user) + '@' + text(host);
    }

    /** The database part of a grant is a pattern; this one matches only the name itself. */
    static String pattern(String database) {
        return database.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
    }

    /** The database a grant's pattern stands for. */
    static String unpattern(String pattern) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            boolean escaped = pattern.charAt(i) == '\\' && i + 1 < pattern.length();
            name.append(pattern.charAt(escaped ? ++i : i));
        }
        return name.toString();
    }

    /** Also refused by the name rules; a statement cut off at a NUL must not come to be whatever the caller did. */
    private static String whole(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A name holds a NUL character.");
        }
        return value;
    }
}
