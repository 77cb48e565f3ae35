package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Parameter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be set on the servers of a datastore version. */
final class ParametersResource {
    private final Context context;
    private final KnownParameters known;

    ParametersResource(Context context) {
        this.context = context;
        this.known = new KnownParameters(context);
    }

    void routes(Routes routes) {
        String named = "/datastores/{datastore}/versions/{version}/parameters";
        String direct = "/datastores/versions/{version}/parameters";
        routes.on("GET", direct, "configuration-parameter:index_by_version", call -> list(byId(context, call)))
                .on(
                        "GET",
                        direct + "/{name}",
                        "configuration-parameter:show_by_version",
                        call -> show(byId(context, call), call))
                .on("GET", named, "configuration-parameter:index", call -> list(byName(call)))
                .on("GET", named + "/{name}", "configuration-parameter:show", call -> show(byName(call), call));
    }

    static DatastoreVersion byId(Context context, Call call) {
        String id = call.id("version");
        return context.read(tx -> tx.datastores().version(id))
                .orElseThrow(() -> Fault.badRequest("Datastore version '%s' cannot be found.".formatted(id)));
    }

    private DatastoreVersion byName(Call call) {
        String datastoreName = call.id("datastore");
        String versionName = call.id("version");
        List<DatastoreVersion> found = context.read(tx -> {
            Datastore datastore = tx.datastores()
                    .find(datastoreName)
                    .orElseThrow(() -> DatastoresResource.unknownDatastore(datastoreName));
            return tx.datastores().versions(datastore.id(), versionName);
        });
        if (found.isEmpty()) {
            throw Fault.notFound("Datastore version '%s' cannot be found.".formatted(versionName));
        }
        if (found.size() > 1) {
            throw Fault.badRequest("Multiple versions of datastore '%s' are named '%s'; use the id of one of them."
                    .formatted(datastoreName, versionName));
        }
        return found.getFirst();
    }

    private Response list(DatastoreVersion version) {
        ArrayNode rows = Json.array();
        known.all(version).forEach(parameter -> rows.add(view(parameter, version, "min", "max")));
        return Response.ok(Json.wrap("configuration-parameters", rows));
    }

    private Response show(DatastoreVersion version, Call call) {
        String name = call.id("name").toLowerCase(Locale.ROOT);
        return known.find(version, name)
                .map(parameter -> Response.ok(view(parameter, version, "min", "max")))
                .orElseThrow(() -> Fault.notFound("Configuration parameter %s could not be found for %s %s."
                        .formatted(Python.cut(name), version.datastore(), version.name())));
    }

    /** As Trove shows it, and what only Coffer knows: choices and the engine's own default. */
    static ObjectNode view(Parameter parameter, DatastoreVersion version, String least, String greatest) {
        ObjectNode view = Json.object()
                .put("name", parameter.name())
                .put("datastore_version_id", version.id())
                .put("restart_required", parameter.restartRequired())
                .put("type", parameter.type().word());
        putNumber(view, greatest, parameter.max());
        putNumber(view, least, parameter.min());
        if (!parameter.choices().isEmpty()) {
            ArrayNode choices = view.putArray("choices");
            parameter.choices().forEach(choices::add);
        }
        if (parameter.initial() != null) {
            view.put("default", parameter.initial());
        }
        return view;
    }

    private static void putNumber(ObjectNode view, String name, @Nullable BigDecimal number) {
        if (number != null && number.stripTrailingZeros().scale() <= 0) {
            view.put(name, number.toBigInteger());
        } else if (number != null) {
            view.put(name, number);
        }
    }
}
