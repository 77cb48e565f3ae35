package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the family takes as names: texts without blanks. There are no databases of a name, and a user comes from anywhere. */
final class Names implements NameRules {
    private static final int USER_LENGTH = 80;
    private static final int PASSWORD_LENGTH = 1_024;

    static final String ANYWHERE = "%";
    static final String ROOT = "root";
    static final String REPLICATION = "coffer_replication";
    private static final Set<String> RESERVED = Set.of("default", ROOT, Session.AGENT, REPLICATION);

    @Override
    public Optional<String> problemWithDatabase(String name) {
        return Optional.of("This datastore has no databases that bear a name; leave them out.");
    }

    @Override
    public Optional<String> problemWithUser(String name) {
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            return Optional.of("The user name %s is reserved for the server; choose another.".formatted(name));
        }
        if (name.isEmpty()) {
            return Optional.of("The user name must not be empty.");
        }
        if (name.length() > USER_LENGTH) {
            return Optional.of("The user name is too long; at most %d characters.".formatted(USER_LENGTH));
        }
        return name.codePoints().anyMatch(Names::isBlank)
                ? Optional.of("The user name must not contain blanks or control characters.")
                : Optional.empty();
    }

    static boolean isBlank(int character) {
        return Character.isISOControl(character)
                || Character.isWhitespace(character)
                || Character.isSpaceChar(character);
    }

    @Override
    public Optional<String> problemWithHost(String host) {
        return host.equals(ANYWHERE)
                ? Optional.empty()
                : Optional.of("Users of this datastore come from any host; their host is % or left out.");
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

    @Override
    public Optional<String> problemWithCharset(String characterSet, String collation) {
        return Optional.of("This datastore has no character sets.");
    }

    @Override
    public Optional<String> problemWithRules(List<String> rules) {
        return AccessRules.problem(rules);
    }

    /** For the agent, which does not rely on the control plane's having asked. */
    static void require(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw new EngineFailure(Kind.REFUSED, sentence);
        });
    }
}
