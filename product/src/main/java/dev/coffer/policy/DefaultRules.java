package dev.coffer.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All rules there are, with what they ask unless the policy file says otherwise. */
final class DefaultRules {
    static final String CONTEXT_IS_ADMIN = "context_is_admin";
    static final String ADMIN = "admin";
    static final String ADMIN_OR_OWNER = "admin_or_owner";
    static final String DEFAULT = "default";

    private static final String OWN = "rule:" + ADMIN_OR_OWNER;
    private static final String EVERYBODY = "";

    /** About something that a project owns: the owner is known once it was looked up. */
    private static final List<String> OBJECTS = List.of(
            "instance:{delete,force_delete,show,update,edit,restart,resize_volume,resize_flavor,reset_status}",
            "instance:{promote_to_replica_source,eject_replica_source,synchronise,rejoin,configuration}",
            "instance:{guest_log_list,backups}",
            "instance:{module_list,module_apply,module_remove}",
            "instance:extension:root:{create,delete,index}",
            "instance:extension:user:{create,delete,index,show,update,update_all}",
            "instance:extension:user_access:{update,delete,index}",
            "instance:extension:database:{create,delete,index,show}",
            "cluster:{delete,force_delete,show,show_instance,action,reset-status}",
            "cluster:extension:root:{create,delete,index}",
            "backup:{delete,show}",
            "configuration:{delete,show,instances,update,edit}",
            "module:{delete,show,instances,update,reapply}",
            // Coffer's own
            "quota:show");

    /** About the caller's project. */
    private static final List<String> COLLECTIONS = List.of(
            "instance:{create,index,detail}",
            "cluster:{create,index}",
            "backup:{create,index,index:all_projects}",
            "backup_strategy:{create,index,delete}",
            "configuration:{create,index}",
            "configuration-parameter:{index,show,index_by_version,show_by_version}",
            "datastore:{index,show,delete,version_show,version_show_by_uuid,version_index}",
            "datastore:{list_associated_flavors,list_associated_volume_types}",
            "flavor:{index,show}",
            "limits:index",
            "module:{create,index}",
            // Coffer's own
            "installation:health");

    private static final Map<String, String> OTHERWISE = Map.ofEntries(
            Map.entry("datastore:index", EVERYBODY),
            Map.entry("datastore:show", EVERYBODY),
            Map.entry("datastore:version_index", EVERYBODY),
            Map.entry("datastore:version_show", EVERYBODY),
            Map.entry("datastore:version_show_by_uuid", EVERYBODY),
            Map.entry("datastore:list_associated_flavors", EVERYBODY),
            Map.entry("datastore:list_associated_volume_types", EVERYBODY),
            Map.entry("flavor:index", EVERYBODY),
            Map.entry("flavor:show", EVERYBODY),
            Map.entry("datastore:delete", "rule:" + ADMIN),
            Map.entry("instance:reset_status", "rule:" + ADMIN),
            Map.entry("cluster:reset-status", "rule:" + ADMIN),
            Map.entry("backup:index:all_projects", "role:admin"),
            Map.entry("installation:health", "rule:" + ADMIN));

    private static final Set<String> OF_OBJECTS = Set.copyOf(names(OBJECTS));

    private DefaultRules() {}

    /** By name, as they are written in a policy file. */
    static Map<String, String> all() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put(CONTEXT_IS_ADMIN, "role:admin");
        rules.put(ADMIN, "role:admin or is_admin:True");
        rules.put(ADMIN_OR_OWNER, "rule:admin or project_id:%(tenant)s");
        rules.put(DEFAULT, OWN);
        Set<String> names = names(OBJECTS);
        names.addAll(names(COLLECTIONS));
        names.forEach(name -> rules.put(name, OTHERWISE.getOrDefault(name, OWN)));
        return rules;
    }

    /** Whether it is about something whose owner must be looked up first; so is what has no rule of its own. */
    static boolean isOfObject(String name) {
        return OF_OBJECTS.contains(name) || name.equals(DEFAULT);
    }

    /** {@code a:{b,c}} is a:b and a:c. */
    private static Set<String> names(List<String> groups) {
        Set<String> names = new TreeSet<>();
        for (String group : groups) {
            int brace = group.indexOf('{');
            if (brace < 0) {
                names.add(group);
            } else {
                for (String word :
                        group.substring(brace + 1, group.length() - 1).split(",")) {
                    names.add(group.substring(0, brace) + word);
                }
            }
        }
        return names;
    }
}
