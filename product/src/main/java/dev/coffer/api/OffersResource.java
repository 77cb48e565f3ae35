package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.VolumeType;
import dev.coffer.store.Tx;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Flavors and volume types, all of them and those of a datastore version. */
final class OffersResource {
    private final Context context;

    OffersResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String version = "/datastores/{datastore}/versions/{version}";
        routes.on("GET", "/flavors", "flavor:index", this::flavors)
                .on("GET", "/flavors/{id}", "flavor:show", this::flavor)
                .on("GET", version + "/flavors", "datastore:list_associated_flavors", this::flavorsOf)
                .on("GET", version + "/volume-types", "datastore:list_associated_volume_types", this::volumeTypesOf);
    }

    private Response flavors(Call call) {
        return flavors(call, context.read(tx -> tx.flavors().all()));
    }

    private Response flavor(Call call) {
        String id = call.id("id");
        Flavor flavor = context.read(tx -> tx.flavors().offered(id)).orElseThrow(Fault.noResource(id));
        return Response.ok(Json.wrap("flavor", FlavorView.of(flavor, links(call))));
    }

    private Response flavorsOf(Call call) {
        return flavors(
                call,
                context.read(tx -> version(tx, call)
                        .map(version -> Offers.flavors(tx, version))
                        .orElseGet(() -> tx.flavors().all())));
    }

    private Response volumeTypesOf(Call call) {
        List<VolumeType> types = context.read(tx -> version(tx, call)
                .map(version -> Offers.volumeTypes(tx, version, call.caller()))
                .orElseGet(() -> Offers.visible(tx, call.caller())));
        ArrayNode rows = Json.array();
        types.forEach(type -> rows.add(view(type)));
        return Response.ok(Json.wrap("volume_types", rows));
    }

    /** By id or name. As in Trove, nothing is restricted of a version that does not exist. */
    private static Optional<DatastoreVersion> version(Tx tx, Call call) {
        String wanted = call.id("version");
        return tx.datastores()
                .find(call.id("datastore"))
                .map(Datastore::id)
                .flatMap(datastore ->
                        tx.datastores().versions(datastore, wanted).stream().findFirst());
    }

    private Response flavors(Call call, List<Flavor> flavors) {
        ArrayNode rows = Json.array();
        flavors.forEach(flavor -> rows.add(FlavorView.of(flavor, links(call))));
        return Response.ok(Json.wrap("flavors", rows));
    }

    private Links links(Call call) {
        return Links.of(call, context.settings());
    }

    static ObjectNode view(VolumeType type) {
        return Json.object()
                .put("id", type.id())
                .put("name", type.name())
                .put("is_public", type.isPublic())
                .put("description", type.description());
    }
}
