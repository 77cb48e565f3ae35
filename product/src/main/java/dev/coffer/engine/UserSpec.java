package dev.coffer.engine;

import java.util.List;

/**
 * A user to be made, with the databases it gets all rights on.
 *
 * @param rules what it may do, in the engine's words; none are the engine's default. Only with {@link Engine.Capability#ACCESS_RULES}
 */
public record UserSpec(String name, String host, String password, List<String> databases, List<String> rules) {
    public UserSpec {
        databases = List.copyOf(databases);
        rules = List.copyOf(rules);
    }

    public UserSpec(String name, String host, String password, List<String> databases) {
        this(name, host, password, databases, List.of());
    }

    @Override
    public String toString() {
        return "UserSpec[" + name + "@" + host + ", " + databases + "]";
    }
}
