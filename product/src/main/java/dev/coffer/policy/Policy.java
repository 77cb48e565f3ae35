package dev.coffer.policy;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import java.util.Set;

/**
 * Decides by rule names as Trove's policy file has them, e.g. {@code instance:restart}. Rules that are not listed let administrators
 * and the owner pass.
 */
public final class Policy {
    /** The rule of Trove's management tree; who fails it is answered 401, as Trove does. */
    public static final String MANAGEMENT = "admin";

    private static final Set<String> ANYBODY = Set.of(
            "datastore:index",
            "datastore:show",
            "datastore:version_index",
            "datastore:version_show",
            "datastore:version_show_by_uuid",
            "datastore:list_associated_flavors",
            "datastore:list_associated_volume_types",
            "flavor:index",
            "flavor:show");
    private static final Set<String> ADMINISTRATORS = Set.of(
            MANAGEMENT,
            "datastore:delete",
            "instance:reset_status",
            "cluster:reset-status",
            "backup:index:all_projects",
            "installation:health");

    /**
     * Lets the call pass or refuses it.
     *
     * @param rule name of a rule
     * @param owner project that owns the object; of a list or a creation: the caller's
     * @throws Fault FORBIDDEN; UNAUTHORIZED for {@link #MANAGEMENT}
     */
    public void require(String rule, Caller caller, String owner) {
        if (allows(rule, caller, owner)) {
            return;
        }
        throw rule.equals(MANAGEMENT)
                ? new Fault(Fault.Kind.UNAUTHORIZED, "User does not have admin privileges.")
                : Fault.forbidden("Policy doesn't allow %s to be performed.".formatted(rule));
    }

    public boolean allows(String rule, Caller caller, String owner) {
        if (caller.isAdmin() || ANYBODY.contains(rule)) {
            return true;
        }
        return !ADMINISTRATORS.contains(rule) && caller.projectId().equals(owner);
    }
}
