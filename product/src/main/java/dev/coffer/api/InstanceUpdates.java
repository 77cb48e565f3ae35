package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.DetachReplica;
import dev.coffer.store.Tx;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code PUT} and {@code PATCH /instances/{id}}: a new name, and one other change at most. */
final class InstanceUpdates {
    private final Context context;
    private final ConfigurationAttachment configuration;
    private final InstanceUpgrades upgrades;

    InstanceUpdates(Context context) {
        this.context = context;
        this.configuration = new ConfigurationAttachment(context);
        this.upgrades = new InstanceUpgrades(context);
    }

    Response update(Call call) {
        JsonNode wanted = call.body(Schemas.UPDATE_INSTANCE).path("instance");
        String change = change(wanted);
        Response response = context.write(tx -> {
            Instance instance = context.instance(tx, call);
            if (wanted.has("name")) {
                instance = tx.instances().update(instance.withName(NewInstance.name(wanted)));
            }
            return switch (change) {
                case "replica_of" -> detach(tx, call, instance);
                case "configuration" -> configuration.change(tx, call, instance, wanted.path("configuration"));
                case "datastore_version" ->
                    upgrades.upgrade(tx, call, wanted.path("datastore_version").stringValue());
                case "access" -> new AccessUpdates(context).update(tx, call, instance, wanted.path("access"));
                default -> Response.accepted();
            };
        });
        return change.equals("configuration") ? configuration.awaited(response) : response;
    }

    /** Which attribute is to change besides the name; a body that names nothing detaches the configuration group. */
    private static String change(JsonNode wanted) {
        Set<String> attributes = new LinkedHashSet<>(wanted.propertyNames());
        attributes.remove("name");
        if (attributes.remove("slave_of")) {
            attributes.add("replica_of");
        }
        if (attributes.size() > 1) {
            throw Fault.badRequest("Only one attribute (except 'name') is allowed to update.");
        }
        return attributes.stream().findFirst().orElse(wanted.has("name") ? "name" : "configuration");
    }

    static Fault notImplemented(String what) {
        return new Fault(Fault.Kind.NOT_IMPLEMENTED, what + " is not supported by this release of Coffer.");
    }

    private Response detach(Tx tx, Call call, Instance instance) {
        if (!instance.isReplica()) {
            throw Fault.badRequest("Instance %s is not a replica.".formatted(instance.id()));
        }
        context.status(context.listing(tx, call)).requireActionable();
        tx.instances().update(instance.withTask(Task.DETACHING, null));
        return Response.accepted().filed(context.operations().file(tx, new DetachReplica(instance.id())));
    }
}
