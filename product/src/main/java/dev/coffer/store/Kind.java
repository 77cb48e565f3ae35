package dev.coffer.store;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;

/** The kinds of database, and how their SQL differs. */
enum Kind {
    SQLITE("jdbc:sqlite:", SQLDialect.SQLITE, Map.of("text", "text", "exact", "", "options", "")),
    POSTGRESQL(
            "jdbc:postgresql:", SQLDialect.POSTGRES, Map.of("text", "text", "exact", "collate \"C\"", "options", "")),
    /** Its default collations ignore case and trailing blanks, and its {@code text} ends at 64 KiB. */
    MARIADB(
            "jdbc:mariadb:",
            SQLDialect.MARIADB,
            Map.of(
                    "text",
                    "mediumtext",
                    "exact",
                    "",
                    "options",
                    "engine=InnoDB default character set utf8mb4 collate utf8mb4_nopad_bin"));

    private final String prefix;
    private final SQLDialect dialect;
    private final Map<String, String> placeholders;

    Kind(String prefix, SQLDialect dialect, Map<String, String> placeholders) {
        this.prefix = prefix;
        this.dialect = dialect;
        this.placeholders = placeholders;
    }

    static Kind of(String url) {
        for (Kind kind : values()) {
            if (url.startsWith(kind.prefix)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "The store's url %s is of no known database. Use jdbc:sqlite:FILE, jdbc:postgresql://HOST/DATABASE or jdbc:mariadb://HOST/DATABASE."
                        .formatted(shown(url)));
    }

    /** A URL may carry a password behind its question mark. */
    static String shown(String url) {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    SQLDialect dialect() {
        return dialect;
    }

    String prefix() {
        return prefix;
    }

    void migrate(String url, String user, String password) {
        if (this == SQLITE) {
            SqliteDatabase.prepare(url);
        }
        Flyway.configure(Kind.class.getClassLoader())
                .dataSource(url, user, password)
                .locations("classpath:db/migration")
                .placeholders(placeholders)
                .load()
                .migrate();
    }
}
