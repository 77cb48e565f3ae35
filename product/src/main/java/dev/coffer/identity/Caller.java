package dev.coffer.identity;

import java.util.Set;

/**
 * Who makes a request, proven.
 *
 * @param isAdmin whether it may act for everybody; the policy has the last word
 */
public record Caller(
        String userId, String userName, String projectId, String projectName, Set<String> roles, boolean isAdmin) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** An administrator by the role of that name. */
    public Caller(String userId, String userName, String projectId, String projectName, Set<String> roles) {
        this(userId, userName, projectId, projectName, roles, roles.contains("admin"));
    }

    public Caller withAdmin(boolean admin) {
        return new Caller(userId, userName, projectId, projectName, roles, admin);
    }
}
