package dev.coffer.engine.mongodb;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What MongoDB takes as names, less what belongs to Coffer or the server. Users have no hosts. */
final class Names implements NameRules {
    private static final int DATABASE_BYTES = 63;
    private static final int USER_LENGTH = 128;

    static final Set<String> SYSTEM_DATABASES = Set.of("admin", "config", "local");
    static final String ROOT = "root";
    static final Set<String> SYSTEM_USERS = Set.of(ROOT, Login.AGENT, Login.SYSTEM);

    private static final Pattern IMPOSSIBLE = Pattern.compile("[/\\\\. \"$]");

    /** Texts are Unicode, always; who says so is right. */
    private static final Set<String> CHARACTER_SETS = Set.of("", "utf8", "utf-8", "utf8mb4");

    @Override
    public Optional<String> problemWithDatabase(String name) {
        if (SYSTEM_DATABASES.contains(name.toLowerCase(Locale.ROOT))) {
            return Optional.of("The database name %s is reserved for the server; choose another.".formatted(name));
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > DATABASE_BYTES) {
            return Optional.of("The database name is too long; at most %d bytes.".formatted(DATABASE_BYTES));
        }
        if (IMPOSSIBLE.matcher(name).find()) {
            return Optional.of("The database name must not contain a space or any of / \\ . \" $; choose another.");
        }
        return problemWithCharacters("database", name);
    }

    @Override
    public Optional<String> problemWithUser(String name) {
        if (SYSTEM_USERS.contains(name)) {
            return Optional.of("The user name %s is reserved for the server; choose another.".formatted(name));
        }
        if (name.length() > USER_LENGTH) {
            return Optional.of("The user name is too long; at most %d characters.".formatted(USER_LENGTH));
        }
        return problemWithCharacters("user", name);
    }

    private static Optional<String> problemWithCharacters(String what, String name) {
        if (name.isEmpty()) {
            return Optional.of("The %s name must not be empty.".formatted(what));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("The %s name must not contain control characters.".formatted(what));
        }
        if (name.codePoints().anyMatch(point -> point <= 0xffff && Character.isSurrogate((char) point))) {
            return Optional.of("The %s name must be text; it has half a character.".formatted(what));
        }
        return name.equals(name.strip())
                ? Optional.empty()
                : Optional.of("The %s name must not start or end with a space.".formatted(what));
    }

    @Override
    public Optional<String> problemWithHost(String host) {
        return host.equals("%")
                ? Optional.empty()
                : Optional.of("Users of MongoDB log in from everywhere; the host must be %.");
    }

    @Override
    public Optional<String> problemWithPassword(String password) {
        return Passwords.problem(password);
    }

    @Override
    public Optional<String> problemWithCharset(String characterSet, String collation) {
        if (!CHARACTER_SETS.contains(characterSet.toLowerCase(Locale.ROOT))) {
            return Optional.of("Databases of MongoDB have no character set; texts are UTF-8. Leave it out.");
        }
        return collation.isEmpty()
                ? Optional.empty()
                : Optional.of("Collections of MongoDB have collations, databases have none; leave it out.");
    }

    /** For the agent, which does not rely on the control plane's having asked. */
    static void require(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw new EngineFailure(Kind.REFUSED, sentence);
        });
    }
}
