package dev.coffer.engine.cassandra;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What Cassandra takes as names, less what belongs to Coffer or the server. */
final class Names implements NameRules {
    static final String ROOT = "root";
    /** The superuser that a new Cassandra makes, with its name as its password. */
    static final String DEFAULT_SUPERUSER = "cassandra";

    static final Set<String> SYSTEM_USERS = Set.of("", ROOT, Session.AGENT, DEFAULT_SUPERUSER);
    static final String ANYWHERE = "%";

    /** Of 5.0, {@code CREATE ROLE} and {@code DROP ROLE} put the name into a statement of their own, unquoted. */
    private static final String QUOTE = "'";

    private static final int USER_LENGTH = 128;
    private static final Pattern KEYSPACE = Pattern.compile("[A-Za-z0-9_]{1,48}");
    private static final Pattern SYSTEM_KEYSPACE = Pattern.compile("system|system_.*|cassandra|dse|dse_.*");

    static boolean isSystemDatabase(String name) {
        return SYSTEM_KEYSPACE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    @Override
    public Optional<String> problemWithDatabase(String name) {
        if (!KEYSPACE.matcher(name).matches()) {
            return Optional.of(
                    "A database name must have from 1 to 48 characters, and only ASCII letters, digits and underscores; choose another.");
        }
        return isSystemDatabase(name)
                ? Optional.of("The database name %s is reserved for the server; choose another.".formatted(name))
                : Optional.empty();
    }

    @Override
    public Optional<String> problemWithUser(String name) {
        if (name.isEmpty()) {
            return Optional.of("The user name must not be empty.");
        }
        if (SYSTEM_USERS.contains(name.toLowerCase(Locale.ROOT))) {
            return Optional.of("The user name %s is reserved for the server; choose another.".formatted(name));
        }
        if (name.length() > USER_LENGTH) {
            return Optional.of("The user name is too long; at most %d characters.".formatted(USER_LENGTH));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("The user name must not contain control characters.");
        }
        if (name.contains(QUOTE)) {
            return Optional.of("The user name must not contain single quotes; the server stumbles over them.");
        }
        return name.equals(name.strip())
                ? Optional.empty()
                : Optional.of("The user name must not start or end with a space.");
    }

    @Override
    public Optional<String> problemWithHost(String host) {
        return host.equals(ANYWHERE)
                ? Optional.empty()
                : Optional.of("Cassandra's users are not bound to hosts; leave the host out, or say %.");
    }

    @Override
    public Optional<String> problemWithPassword(String password) {
        if (password.isEmpty()) {
            return Optional.of("The password must not be empty.");
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > Passwords.MOST_BYTES) {
            return Optional.of(
                    "The password is too long; Cassandra would overlook what comes after %d bytes of it (letters beyond ASCII have more than one)."
                            .formatted(Passwords.MOST_BYTES));
        }
        return password.chars().anyMatch(Character::isISOControl)
                ? Optional.of("The password must not contain control characters.")
                : Optional.empty();
    }

    @Override
    public Optional<String> problemWithCharset(String characterSet, String collation) {
        boolean said = !(characterSet.isEmpty() || characterSet.equalsIgnoreCase("utf8")) || !collation.isEmpty();
        return said
                ? Optional.of(
                        "Cassandra keeps all text as utf8 and orders it by its bytes; leave character set and collation out.")
                : Optional.empty();
    }

    /** For the agent, which does not rely on the control plane's having asked. */
    static void require(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw new EngineFailure(Kind.REFUSED, sentence);
        });
    }
}
