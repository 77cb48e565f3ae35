package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL takes as names: what the server itself takes, less what belongs to Coffer or the server. */
final class Names implements NameRules {
    /** Longer ones would be cut off silently. */
    private static final int NAME_BYTES = 63;

    private static final int PASSWORD_LENGTH = 1_024;

    static final Set<String> SYSTEM_DATABASES = Set.of("postgres", "template0", "template1");
    static final String ROOT = "postgres";
    static final String REPLICATION = "coffer_replication";
    /** Begins the names of the roles to which what is in a database belongs. */
    static final String OWNER = "coffer_owner_";

    private static final Set<String> SYSTEM_USERS = Set.of(Session.AGENT, ROOT, "root", "public", "none");

    /** Encodings of databases, without the hyphens and underlines in which writers differ. */
    private static final Set<String> ENCODINGS = Set.of(
            "UTF8",
            "SQLASCII",
            "LATIN1",
            "LATIN2",
            "LATIN3",
            "LATIN4",
            "LATIN5",
            "LATIN6",
            "LATIN7",
            "LATIN8",
            "LATIN9",
            "LATIN10",
            "ISO88595",
            "ISO88596",
            "ISO88597",
            "ISO88598",
            "KOI8R",
            "KOI8U",
            "WIN866",
            "WIN874",
            "WIN1250",
            "WIN1251",
            "WIN1252",
            "WIN1253",
            "WIN1254",
            "WIN1255",
            "WIN1256",
            "WIN1257",
            "WIN1258",
            "EUCJP",
            "EUCCN",
            "EUCKR",
            "EUCTW",
            "EUCJIS2004");

    private static final Set<String> BYTE_ORDER = Set.of("C", "POSIX");
    private static final Set<String> CODE_POINT_ORDER = Set.of("C.UTF-8", "C.UTF8", "C.utf8");

    static boolean isSystemUser(String name) {
        return SYSTEM_USERS.contains(name.toLowerCase(Locale.ROOT))
                || name.startsWith("pg_")
                || name.startsWith("coffer_");
    }

    @Override
    public Optional<String> problemWithDatabase(String name) {
        if (SYSTEM_DATABASES.contains(name)) {
            return Optional.of("The database name %s is reserved for the server; choose another.".formatted(name));
        }
        return problemWithName("database", name);
    }

    @Override
    public Optional<String> problemWithUser(String name) {
        if (isSystemUser(name)) {
            return Optional.of("The user name %s is reserved for the server; choose another.".formatted(brief(name)));
        }
        return problemWithName("user", name);
    }

    @Override
    public Optional<String> problemWithHost(String host) {
        return host.equals("%")
                ? Optional.empty()
                : Optional.of("Users of PostgreSQL are not bound to hosts; the host must be %.");
    }

    @Override
    public Optional<String> problemWithPassword(String password) {
        if (password.isEmpty()) {
            return Optional.of("The password must not be empty.");
        }
        if (password.length() > PASSWORD_LENGTH) {
            return Optional.of("The password is too long; at most %d characters.".formatted(PASSWORD_LENGTH));
        }
        return password.chars().anyMatch(Character::isISOControl)
                ? Optional.of("The password must not contain control characters.")
                : Optional.empty();
    }

    /**
     * As the order of a whole database there is that of bytes and that of code points, which never change: any other may be another one
     * in a newer version of the libraries, and then indexes are wrong. Within a database every column can have another one.
     */
    @Override
    public Optional<String> problemWithCharset(String characterSet, String collation) {
        String encoding = encoding(characterSet);
        if (!encoding.isEmpty() && !ENCODINGS.contains(encoding)) {
            return Optional.of("PostgreSQL has no character set %s; UTF8 is usual.".formatted(brief(characterSet)));
        }
        boolean unicode = encoding.isEmpty() || encoding.equals("UTF8");
        if (collation.isEmpty()
                || BYTE_ORDER.contains(collation)
                || (unicode && CODE_POINT_ORDER.contains(collation))) {
            return Optional.empty();
        }
        return Optional.of(
                "A database cannot have the collation %s: it may be C, or C.UTF-8 with the character set UTF8; columns may have others."
                        .formatted(brief(collation)));
    }

    /** As the server names it. */
    static String encoding(@Nullable String characterSet) {
        return characterSet == null
                ? ""
                : characterSet.toUpperCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    private static Optional<String> problemWithName(String what, String name) {
        if (name.isEmpty()) {
            return Optional.of("The %s name must not be empty.".formatted(what));
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            return Optional.of("The %s name is too long; at most %d bytes.".formatted(what, NAME_BYTES));
        }
        if (name.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            return Optional.of("The %s name must not contain control characters.".formatted(what));
        }
        return name.equals(name.strip())
                ? Optional.empty()
                : Optional.of("The %s name must not start or end with a space.".formatted(what));
    }

    static String brief(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }

    /** For the agent, which does not rely on the control plane's having asked. */
    static void require(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw new EngineFailure(Kind.REFUSED, sentence);
        });
    }
}
