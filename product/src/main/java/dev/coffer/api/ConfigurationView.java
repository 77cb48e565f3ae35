package dev.coffer.api;

import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.store.Configurations.Listed;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a configuration group. */
final class ConfigurationView {
    private ConfigurationView() {}

    /** A row of the list. */
    static ObjectNode simple(Listed listed) {
        ConfigurationGroup group = listed.group();
        DatastoreVersion version = listed.version();
        return Json.object()
                .put("id", group.id())
                .put("name", group.name())
                .put("description", group.description())
                .put("created", Json.date(group.created()))
                .put("updated", Json.date(group.updated()))
                .put("datastore_version_id", version.id())
                .put("datastore_name", version.datastore())
                .put("datastore_version_name", version.name())
                .put("datastore_version_number", version.number());
    }

    static ObjectNode detail(Listed listed) {
        ObjectNode view = simple(listed);
        view.set("values", ConfigurationValues.masked(listed.group().values()));
        view.put("instance_count", listed.instances());
        return view;
    }
}
