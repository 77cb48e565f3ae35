package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.operations.ConfigureInstance;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which configuration group an instance has. */
final class ConfigurationAttachment {
    private final Context context;

    ConfigurationAttachment(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        routes.on("GET", "/instances/{id}/configuration", "instance:configuration", this::defaults);
    }

    /**
     * Attaches or detaches, in the transaction that decides about it.
     *
     * @param wanted id of a group; without a text the instance is to have none
     */
    Response change(Tx tx, Call call, Instance instance, JsonNode wanted) {
        Optional<String> id =
                wanted.stringValueOpt().map(ConfigurationAttachment::id).filter(text -> !text.isEmpty());
        if (id.isPresent()) {
            return attach(tx, call, instance, id.get());
        }
        String former = instance.configurationId();
        if (former == null) {
            return Response.accepted();
        }
        requireIdle(tx, call);
        Map<String, String> values = tx.configurations()
                .find(former)
                .map(ConfigurationGroup::settings)
                .orElse(Map.of());
        tx.instances().update(instance.withConfiguration(null));
        return file(tx, new ConfigureInstance(instance.id(), Map.of(), former, values));
    }

    private Response attach(Tx tx, Call call, Instance instance, String id) {
        if (instance.configurationId() != null) {
            throw Fault.badRequest("Instance %s already has a Configuration Group attached: %s."
                    .formatted(instance.id(), instance.configurationId()));
        }
        ConfigurationGroup group = taken(tx, id, instance.projectId(), instance.datastoreVersionId());
        requireIdle(tx, call);
        tx.instances().update(instance.withConfiguration(group.id()));
        return file(tx, new ConfigureInstance(instance.id(), group.settings(), null, Map.of()));
    }

    /** A group without values asks nothing of a server. */
    private Response file(Tx tx, ConfigureInstance action) {
        return action.values().isEmpty() && action.formerValues().isEmpty()
                ? Response.accepted()
                : Response.accepted().filed(context.operations().file(tx, action));
    }

    /** What was filed is effective when the answer is given, within reason. */
    Response awaited(Response response) {
        String operation = response.headers().get(Response.OPERATION);
        if (operation != null) {
            context.operations().await(operation, Context.CHANGE);
        }
        return response;
    }

    /** The group, for an instance of this project and version. That it is taken is noted in its row. */
    ConfigurationGroup taken(Tx tx, String id, String projectId, String versionId) {
        ConfigurationGroup group = tx.configurations()
                .find(id)
                .filter(found -> found.projectId().equals(projectId))
                .orElseThrow(() -> ConfigurationsResource.unknown(id));
        if (!group.datastoreVersionId().equals(versionId)) {
            throw Fault.badRequest(
                    "Datastore Version on Configuration %s does not match the Datastore Version on the instance %s."
                            .formatted(group.datastoreVersionId(), versionId));
        }
        ConfigurationChange.refuseBusy(tx, group);
        tx.configurations().touch(group);
        return group;
    }

    /** An id, or a URL that ends in it. */
    static String id(String text) {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private void requireIdle(Tx tx, Call call) {
        try {
            context.status(context.listing(tx, call)).requireActionable();
        } catch (Fault fault) {
            throw Fault.badRequest(fault.sentence());
        }
    }

    /** What a server of the instance's size is set to before a tenant sets anything. */
    private Response defaults(Call call) {
        return context.read(tx -> {
            Listing listing = context.listing(tx, call);
            Instance instance = listing.instance();
            ObjectNode values = Json.object();
            Optional<Flavor> flavor = tx.flavors().find(instance.flavorId());
            context.engine(listing.version())
                    .flatMap(Engine::parameters)
                    .flatMap(parameters -> flavor.map(size -> parameters.defaults(size, instance.volumeSize())))
                    .orElse(Map.of())
                    .forEach((name, value) -> {
                        if (value instanceof Integer number) {
                            values.put(name, number);
                        } else {
                            values.put(name, value.toString());
                        }
                    });
            return Response.ok(Json.wrap("instance", Json.wrap("configuration", values)));
        });
    }
}
