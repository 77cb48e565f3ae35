package dev.coffer.operations;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.UserSpec;
import java.util.List;

/** Makes the server of a new primary, its databases and users. */
public record CreateInstance(String instanceId, List<DatabaseSpec> databases, List<UserSpec> users) implements Action {
    public CreateInstance {
        databases = List.copyOf(databases);
        users = List.copyOf(users);
    }
}
