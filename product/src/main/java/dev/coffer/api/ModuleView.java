package dev.coffer.api;

import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.GuestModule;
import dev.coffer.store.Tx;
import tools.jackson.databind.node.ObjectNode;

/** Modules as clients see them; never with their contents. */
final class ModuleView {
    static final String ALL = "all";

    private ModuleView() {}

    static ObjectNode row(GuestModule module, Tx tx) {
        return Json.object()
                .put("id", module.id())
                .put("name", module.name())
                .put("type", module.type().word())
                .put("description", module.description())
                .put("tenant_id", module.projectId())
                .put("tenant", tenant(module))
                .put("datastore_id", module.datastoreId())
                .put("datastore_version_id", module.datastoreVersionId())
                .put("datastore", datastore(module, tx))
                .put("datastore_version", version(module, tx))
                .put("auto_apply", module.rules().autoApply())
                .put("priority_apply", module.rules().priorityApply())
                .put("apply_order", module.rules().applyOrder())
                .put("is_admin", module.rules().isAdmin())
                .put("md5", module.md5())
                .put("visible", module.rules().visible())
                .put("created", Json.date(module.created()))
                .put("updated", Json.date(module.updated()));
    }

    static ObjectNode detail(GuestModule module, Tx tx) {
        return row(module, tx).put("live_update", module.rules().liveUpdate());
    }

    static String tenant(GuestModule module) {
        return module.projectId() == null ? ALL : module.projectId();
    }

    static String datastore(GuestModule module, Tx tx) {
        return module.datastoreId() == null
                ? ALL
                : tx.datastores()
                        .find(module.datastoreId())
                        .map(Datastore::name)
                        .orElse(ALL);
    }

    static String version(GuestModule module, Tx tx) {
        return module.datastoreVersionId() == null
                ? ALL
                : tx.datastores()
                        .version(module.datastoreVersionId())
                        .map(DatastoreVersion::name)
                        .orElse(ALL);
    }
}
