package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The management of parameters: what an operator says of one prevails over what the version's image says. */
final class ManagedParametersResource {
    private final Context context;
    private final KnownParameters known;

    ManagedParametersResource(Context context) {
        this.context = context;
        this.known = new KnownParameters(context);
    }

    void routes(Routes routes) {
        String all = "/datastores/versions/{version}/parameters";
        routes.manage("GET", all, this::list)
                .manage("POST", all, this::create)
                .manage("GET", all + "/{name}", this::show)
                .manage("PUT", all + "/{name}", this::update)
                .manage("DELETE", all + "/{name}", this::delete);
    }

    private Response list(Call call) {
        DatastoreVersion version = ParametersResource.byId(context, call);
        ArrayNode rows = Json.array();
        known.all(version).forEach(parameter -> rows.add(view(parameter, version)));
        return Response.ok(Json.wrap("configuration-parameters", rows));
    }

    private Response show(Call call) {
        DatastoreVersion version = ParametersResource.byId(context, call);
        String name = name(call);
        Parameter found = known.find(version, name).orElseThrow(() -> unknown(name, version));
        return Response.ok(view(found, version));
    }

    private Response create(Call call) {
        DatastoreVersion version = ParametersResource.byId(context, call);
        JsonNode wanted = call.body(Schemas.CREATE_PARAMETER).path("configuration-parameter");
        String name = wanted.path("name").stringValue().toLowerCase(Locale.ROOT);
        refuseOwned(version, name);
        Parameter parameter = parameter(name, wanted);
        return context.write(tx -> {
            if (tx.parameters().find(version.id(), name).isPresent()) {
                throw Fault.badRequest(
                        "%s parameter already exists for datastore version %s.".formatted(name, version.id()));
            }
            tx.parameters().put(version.id(), parameter);
            return Response.ok(view(parameter, version));
        });
    }

    private Response update(Call call) {
        DatastoreVersion version = ParametersResource.byId(context, call);
        JsonNode wanted = call.body(Schemas.UPDATE_PARAMETER).path("configuration-parameter");
        String name = name(call);
        refuseOwned(version, name);
        return context.write(tx -> {
            Parameter before = tx.parameters().find(version.id(), name).orElseThrow(() -> unknown(name, version));
            Parameter said = parameter(name, wanted);
            // what an engine knows of its choices goes on to hold while the type is the same
            boolean same = said.type().word().equals(before.type().word());
            Parameter parameter = same
                    ? new Parameter(
                            name,
                            before.type(),
                            said.min(),
                            said.max(),
                            before.choices(),
                            said.restartRequired(),
                            before.initial())
                    : said;
            tx.parameters().put(version.id(), parameter);
            return Response.ok(view(parameter, version));
        });
    }

    private Response delete(Call call) {
        DatastoreVersion version = ParametersResource.byId(context, call);
        String name = name(call);
        return context.write(tx -> {
            Parameter before = tx.parameters().find(version.id(), name).orElseThrow(() -> unknown(name, version));
            tx.parameters().hide(version.id(), before);
            return Response.empty(204);
        });
    }

    private static String name(Call call) {
        return call.id("name").toLowerCase(Locale.ROOT);
    }

    private void refuseOwned(DatastoreVersion version, String name) {
        if (known.isOwned(version, name)) {
            throw Fault.badRequest(
                    "The configuration parameter %s is set by Coffer itself; tenants cannot be allowed to change it."
                            .formatted(Python.cut(name)));
        }
    }

    private static Parameter parameter(String name, JsonNode wanted) {
        Type type = switch (wanted.path("data_type").asString("")) {
            case "integer" -> Type.INTEGER;
            case "float" -> Type.FLOAT;
            case "boolean" -> Type.BOOLEAN;
            default -> Type.TEXT;
        };
        BigDecimal least = number(wanted.path("min_size"));
        BigDecimal greatest = number(wanted.path("max_size"));
        if (type == Type.INTEGER && (least == null || greatest == null)) {
            throw Fault.badRequest("An integer parameter needs min_size and max_size.");
        }
        if (least != null && greatest != null && least.compareTo(greatest) > 0) {
            throw Fault.badRequest("max_size must be greater than or equal to min_size.");
        }
        boolean bounded = type == Type.INTEGER || type == Type.FLOAT;
        boolean restart = wanted.path("restart_required").asString("").matches("1|true");
        return new Parameter(name, type, bounded ? least : null, bounded ? greatest : null, List.of(), restart, null);
    }

    private static @Nullable BigDecimal number(JsonNode size) {
        return size.isNumber() || size.isString() ? new BigDecimal(size.asString()) : null;
    }

    private static Fault unknown(String name, DatastoreVersion version) {
        return Fault.badRequest("The configuration parameter %s does not exist for datastore version %s."
                .formatted(Python.cut(name), version.id()));
    }

    private static ObjectNode view(Parameter parameter, DatastoreVersion version) {
        return ParametersResource.view(parameter, version, "min_size", "max_size");
    }
}
