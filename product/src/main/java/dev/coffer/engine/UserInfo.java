package dev.coffer.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user as the engine has it.
 *
 * @param rules see {@link UserSpec#rules()}
 */
public record UserInfo(
        String name,
        String host,
        List<String> databases,
        @Nullable List<String> rules) {
    public UserInfo {
        databases = List.copyOf(databases);
        rules = rules == null ? List.of() : List.copyOf(rules); // an older end does not know of them
    }

    @Override
    public List<String> rules() {
        return Objects.requireNonNullElse(rules, List.of());
    }

    public UserInfo(String name, String host, List<String> databases) {
        this(name, host, databases, List.of());
    }
}
