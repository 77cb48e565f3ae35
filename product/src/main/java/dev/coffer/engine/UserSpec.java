package dev.coffer.engine;

import java.util.List;

/** A user to be made, with the databases it gets all rights on. */
public record UserSpec(String name, String host, String password, List<String> databases) {
    public UserSpec {
        databases = List.copyOf(databases);
    }

    @Override
    public String toString() {
        return "UserSpec[" + name + "@" + host + ", " + databases + "]";
    }
}
