package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the family takes as names: what the servers themselves take, less what belongs to Coffer or the server. */
final class Names implements NameRules {
    private static final int DATABASE_LENGTH = 64;
    private static final int HOST_LENGTH = 60;
    private static final int PASSWORD_LENGTH = 1_024;
    private static final int FILE_NAME_LENGTH = 255;

    static final Set<String> SYSTEM_DATABASES = Set.of("mysql", "information_schema", "performance_schema", "sys");
    static final String ROOT = "root";
    static final String REPLICATION = "coffer_replication";
    static final Set<String> SYSTEM_USERS = Set.of(
            "",
            ROOT,
            Session.AGENT,
            REPLICATION,
            "mariadb.sys",
            "mysql",
            "mysql.sys",
            "mysql.session",
            "mysql.infoschema",
            "healthcheck",
            "public",
            "system user",
            "event_scheduler");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.%_]+|[0-9a-fA-F:.%_]*:[0-9a-fA-F:.%_]*");
    private static final Pattern NETWORK = Pattern.compile("[0-9]+(\\.[0-9]+){3}/[0-9]+(\\.[0-9]+){3}");

    private final int userLength;
    private final int passwordBytes;
    private final Collations collations;

    private Names(int userLength, int passwordBytes, Collations collations) {
        this.userLength = userLength;
        this.passwordBytes = passwordBytes;
        this.collations = collations;
    }

    static Names ofMariadb() {
        return new Names(80, 4_096, new Collations("collations-mariadb.txt", true));
    }

    /** A password that is longer could not be sent in one block of RSA, as clients do that have no TLS. */
    static Names ofMysql() {
        return new Names(32, 200, new Collations("collations-mysql.txt", false));
    }

    @Override
    public Optional<String> problemWithDatabase(String name) {
        if (SYSTEM_DATABASES.contains(name.toLowerCase(Locale.ROOT))) {
            return Optional.of("The database name %s is reserved for the server; choose another.".formatted(name));
        }
        if (name.startsWith("#mysql50#")) {
            return Optional.of("A database name must not start with #mysql50#; choose another.");
        }
        return problemWithName("database", name, DATABASE_LENGTH)
                .or(() -> Sql.pattern(name).length() > DATABASE_LENGTH
                        ? Optional.of("The database name is too long to be granted: _, % and \\ count twofold."
                                + " Choose a shorter one.")
                        : Optional.empty())
                .or(() -> fileNameLength(name) > FILE_NAME_LENGTH
                        ? Optional.of("The database name is too long for the server to store: characters other than"
                                + " ASCII letters and digits count fivefold. Choose a shorter one.")
                        : Optional.empty());
    }

    @Override
    public Optional<String> problemWithUser(String name) {
        if (SYSTEM_USERS.contains(name.toLowerCase(Locale.ROOT)) && !name.isEmpty()) {
            return Optional.of("The user name %s is reserved for the server; choose another.".formatted(name));
        }
        return problemWithName("user", name, userLength);
    }

    @Override
    public Optional<String> problemWithHost(String host) {
        if (host.length() <= HOST_LENGTH
                && (ADDRESS.matcher(host).matches() || NETWORK.matcher(host).matches())) {
            return Optional.empty();
        }
        return Optional.of("A user's host must be an address or a pattern of addresses, such as %, 10.0.0.% or"
                + " 10.0.0.0/255.255.255.0; host names are not resolved.");
    }

    @Override
    public Optional<String> problemWithPassword(String password) {
        if (password.isEmpty()) {
            return Optional.of("The password must not be empty.");
        }
        if (password.length() > PASSWORD_LENGTH) {
            return Optional.of("The password is too long; at most %d characters.".formatted(PASSWORD_LENGTH));
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > passwordBytes) {
            return Optional.of(
                    "The password is too long; at most %d bytes, and characters other than those of ASCII have several."
                            .formatted(passwordBytes));
        }
        return password.chars().anyMatch(Character::isISOControl)
                ? Optional.of("The password must not contain control characters.")
                : Optional.empty();
    }

    @Override
    public Optional<String> problemWithCharset(String characterSet, String collation) {
        return collations.problem(characterSet, collation);
    }

    private static Optional<String> problemWithName(String what, String name, int limit) {
        if (name.isEmpty()) {
            return Optional.of("The %s name must not be empty.".formatted(what));
        }
        if (name.length() > limit) {
            return Optional.of("The %s name is too long; at most %d characters.".formatted(what, limit));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("The %s name must not contain control characters.".formatted(what));
        }
        if (name.chars().anyMatch(unit -> Character.isSurrogate((char) unit) || unit >= 0xfffe)) {
            return Optional.of("The %s name must not contain characters beyond Unicode's basic plane, such as emoji."
                    .formatted(what));
        }
        return name.equals(name.strip())
                ? Optional.empty()
                : Optional.of("The %s name must not start or end with a space.".formatted(what));
    }

    /** A database is a directory whose name encodes most characters as {@code @} and four digits. */
    private static int fileNameLength(String name) {
        return name.chars()
                .map(unit -> unit < 0x80 && (Character.isLetterOrDigit(unit) || unit == '_') ? 1 : 5)
                .sum();
    }

    /** For the agent, which does not rely on the control plane's having asked. */
    static void require(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw new EngineFailure(Kind.REFUSED, sentence);
        });
    }
}
