package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import tools.jackson.databind.JsonNode;

/** Clusters: no datastore supports them yet, so there are none, which is answered as Trove answers it. */
final class ClustersResource {
    private final Context context;

    ClustersResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String cluster = "/clusters/{id}";
        routes.on("GET", "/clusters", "cluster:index", this::list)
                .on("POST", "/clusters", "cluster:create", this::create)
                .on("GET", cluster, "cluster:show", ClustersResource::unknown)
                .on("POST", cluster, "cluster:action", ClustersResource::act)
                .on("DELETE", cluster, "cluster:delete", ClustersResource::unknown)
                .on("GET", cluster + "/instances/{instance}", "cluster:show_instance", ClustersResource::unknown)
                .on("GET", cluster + "/root", "cluster:extension:root:index", ClustersResource::unknown)
                .on("POST", cluster + "/root", "cluster:extension:root:create", ClustersResource::unknown)
                .manage("GET", "/clusters", ClustersResource::listAll)
                .manage("GET", cluster, ClustersResource::unknown)
                .manage("POST", cluster + "/action", ClustersResource::manage);
    }

    private Response list(Call call) {
        Page.of(call.request(), context.settings().pageSize());
        return listAll(call);
    }

    private static Response listAll(Call call) {
        return Response.ok(Json.wrap("clusters", Json.array()));
    }

    private Response create(Call call) {
        JsonNode wanted =
                call.body(CatalogueSchemas.CREATE_CLUSTER).path("cluster").path("datastore");
        String name = wanted.path("type").stringValue();
        return context.read(tx -> {
            Datastore datastore =
                    tx.datastores().find(name).orElseThrow(() -> DatastoresResource.unknownDatastore(name));
            DatastoreVersion version = DatastoresResource.only(
                    tx, datastore, wanted.path("version").stringValue());
            throw new Fault(
                    Fault.Kind.NOT_IMPLEMENTED,
                    "Clusters not supported for %s-%s.".formatted(datastore.name(), version.name()));
        });
    }

    private static Response act(Call call) {
        String action = only(call);
        Schema schema = CatalogueSchemas.CLUSTER_ACTIONS.get(action);
        if (schema == null) {
            throw Fault.badRequest("Action %s not supported".formatted(action));
        }
        Schema.validate(Schemas.envelope(action, schema), call.body());
        return unknown(call);
    }

    private static Response manage(Call call) {
        String action = only(call);
        if (!action.equals("reset-task")) {
            throw Fault.badRequest("Action %s not supported".formatted(action));
        }
        return unknown(call);
    }

    /** Name of the one action of the body. */
    private static String only(Call call) {
        JsonNode body = call.body(Schemas.ACTION);
        if (body.size() != 1) {
            throw Fault.badRequest("Action request should have exactly one action specified in body");
        }
        return body.propertyNames().iterator().next();
    }

    private static Response unknown(Call call) {
        throw Fault.notFound("Cluster '%s' cannot be found.".formatted(call.id("id")));
    }
}
