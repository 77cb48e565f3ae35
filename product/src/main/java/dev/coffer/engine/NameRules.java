package dev.coffer.engine;

import java.util.List;
import java.util.Optional;

/** What names an engine takes. Each answer is empty when fine, else a sentence for the tenant. */
public interface NameRules {
    Optional<String> problemWithDatabase(String name);

    Optional<String> problemWithUser(String name);

    Optional<String> problemWithHost(String host);

    Optional<String> problemWithPassword(String password);

    /** An empty one of the two is not said: the engine chooses it. */
    Optional<String> problemWithCharset(String characterSet, String collation);

    /** What an engine with {@link Engine.Capability#ACCESS_RULES} does not take as rules of a user. */
    default Optional<String> problemWithRules(List<String> rules) {
        return rules.isEmpty()
                ? Optional.empty()
                : Optional.of("This datastore does not support access rules of users; leave them out.");
    }
}
