package dev.coffer.engine;

import java.util.Optional;

/** What names an engine takes. Each answer is empty when fine, else a sentence for the tenant. */
public interface NameRules {
    Optional<String> problemWithDatabase(String name);

    Optional<String> problemWithUser(String name);

    Optional<String> problemWithHost(String host);

    Optional<String> problemWithPassword(String password);

    /** An empty one of the two is not said: the engine chooses it. */
    Optional<String> problemWithCharset(String characterSet, String collation);
}
