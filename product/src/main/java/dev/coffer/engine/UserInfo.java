package dev.coffer.engine;

import java.util.List;

/** A user as the engine has it. */
public record UserInfo(String name, String host, List<String> databases) {
    public UserInfo {
        databases = List.copyOf(databases);
    }
}
