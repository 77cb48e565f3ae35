package dev.coffer.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user to be made, with the databases it gets all rights on.
 *
 * @param rules what it may do, in the engine's words; none are the engine's default. Only with {@link Engine.Capability#ACCESS_RULES}
 */
public record UserSpec(
        String name,
        String host,
        String password,
        List<String> databases,
        @Nullable List<String> rules) {
    public UserSpec {
        databases = List.copyOf(databases);
        rules = rules == null ? List.of() : List.copyOf(rules); // an older end does not know of them
    }

    @Override
    public List<String> rules() {
        return Objects.requireNonNullElse(rules, List.of());
    }

    public UserSpec(String name, String host, String password, List<String> databases) {
        this(name, host, password, databases, List.of());
    }

    @Override
    public String toString() {
        return "UserSpec[" + name + "@" + host + ", " + databases + "]";
    }
}
