package dev.coffer.engine;

import java.util.List;

/**
 * A user as the engine has it.
 *
 * @param rules see {@link UserSpec#rules()}
 */
public record UserInfo(String name, String host, List<String> databases, List<String> rules) {
    public UserInfo {
        databases = List.copyOf(databases);
        rules = List.copyOf(rules);
    }

    public UserInfo(String name, String host, List<String> databases) {
        this(name, host, databases, List.of());
    }
}
