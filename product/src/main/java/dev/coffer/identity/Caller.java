package dev.coffer.identity;

import java.util.Set;

/** Who makes a request, proven. */
public record Caller(String userId, String userName, String projectId, String projectName, Set<String> roles) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean isAdmin() {
        return roles.contains("admin");
    }
}
