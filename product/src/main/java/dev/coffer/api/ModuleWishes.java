package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.store.Tx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Modules that a request names for an instance. */
final class ModuleWishes {
    private ModuleWishes() {}

    /** @param modules objects with ids */
    static List<String> ids(JsonNode modules) {
        return modules.valueStream()
                .map(module -> module.path("id").asString())
                .distinct()
                .toList();
    }

    static List<GuestModule> named(Tx tx, Call call, List<String> ids) {
        return ids.stream().map(id -> ModulesResource.visible(tx, call, id)).toList();
    }

    static void requireFit(List<GuestModule> modules, DatastoreVersion version) {
        for (GuestModule module : modules) {
            if (!module.fits(version)) {
                throw Fault.badRequest(
                        "The module is invalid: Module '%s' cannot be applied to datastore %s %s; it is made for another one."
                                .formatted(module.name(), version.datastore(), version.name()));
            }
        }
    }

    /** Notes for a new instance what was asked for, and what it gets unasked; they are applied when it is made. */
    static void note(Tx tx, Instance instance, DatastoreVersion version, List<GuestModule> asked) {
        requireFit(asked, version);
        Set<GuestModule> wanted = new LinkedHashSet<>(asked);
        wanted.addAll(tx.modules().appliedUnasked(instance.projectId(), version));
        for (GuestModule module : wanted) {
            tx.appliedModules()
                    .put(new AppliedModule(
                            instance.id(),
                            module.id(),
                            module.md5(),
                            AppliedModule.State.WANTED,
                            null,
                            instance.created(),
                            instance.created()));
        }
    }
}
