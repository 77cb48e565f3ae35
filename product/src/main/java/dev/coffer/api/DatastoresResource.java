package dev.coffer.api;

import dev.coffer.engine.Offers;
import dev.coffer.fault.Fault;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.store.Tx;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Datastores and their versions. */
final class DatastoresResource {
    private final Context context;

    DatastoresResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String versions = "/datastores/{datastore}/versions";
        routes.on("GET", "/datastores", "datastore:index", this::list)
                .on("GET", "/datastores/versions/{version}", "datastore:version_show_by_uuid", this::versionById)
                .on("GET", "/datastores/{datastore}", "datastore:show", this::show)
                .on("DELETE", "/datastores/{datastore}", "datastore:delete", this::delete)
                .on("GET", versions, "datastore:version_index", this::versions)
                .on("GET", versions + "/{version}", "datastore:version_show", this::version);
    }

    private Response list(Call call) {
        return context.read(tx -> {
            ArrayNode rows = Json.array();
            for (Datastore datastore : tx.datastores().all()) {
                List<DatastoreVersion> active = seen(tx, datastore, call);
                if (call.caller().isAdmin() || !active.isEmpty()) {
                    rows.add(view(datastore, active, call));
                }
            }
            return Response.ok(Json.wrap("datastores", rows));
        });
    }

    private Response show(Call call) {
        return context.read(tx -> {
            Datastore datastore = datastore(tx, call);
            return Response.ok(Json.wrap("datastore", view(datastore, seen(tx, datastore, call), call)));
        });
    }

    private Response versions(Call call) {
        return context.read(tx -> {
            ArrayNode rows = Json.array();
            Datastore datastore = datastore(tx, call);
            seen(tx, datastore, call).forEach(version -> rows.add(versionView(version, call)));
            return Response.ok(Json.wrap("versions", rows));
        });
    }

    private Response version(Call call) {
        return context.read(tx -> {
            Datastore datastore = datastore(tx, call);
            DatastoreVersion version = only(tx, datastore, call.id("version"));
            return Response.ok(Json.wrap("version", versionView(version, call)));
        });
    }

    /** The version of this id, or the only one of this name. */
    static DatastoreVersion only(Tx tx, Datastore datastore, String wanted) {
        List<DatastoreVersion> found = tx.datastores().versions(datastore.id(), wanted);
        if (found.isEmpty()) {
            throw Fault.notFound("Datastore version '%s' cannot be found.".formatted(wanted));
        }
        if (found.size() > 1) {
            throw Fault.badRequest("Multiple versions of datastore '%s' are named '%s'; use the id of one of them."
                    .formatted(datastore.name(), wanted));
        }
        return found.getFirst();
    }

    private Response delete(Call call) {
        String wanted = call.id("datastore");
        return context.write(tx -> {
            Datastore datastore = datastore(tx, call);
            if (!tx.datastores().versions(datastore.id()).isEmpty()) {
                throw Fault.badRequest("Datastore versions exist for datastore %s.".formatted(wanted));
            }
            if (tx.modules().existFor(datastore.id())) {
                throw Fault.badRequest("Modules exist for datastore %s.".formatted(wanted));
            }
            tx.datastores().delete(datastore);
            return Response.accepted();
        });
    }

    private Response versionById(Call call) {
        return context.read(tx -> {
            String id = call.id("version");
            DatastoreVersion version = tx.datastores()
                    .version(id)
                    .orElseThrow(() -> Fault.badRequest("Datastore version '%s' cannot be found.".formatted(id)));
            return Response.ok(Json.wrap("version", versionView(version, call)));
        });
    }

    private static Datastore datastore(Tx tx, Call call) {
        String wanted = call.id("datastore");
        return tx.datastores().find(wanted).orElseThrow(() -> unknownDatastore(wanted));
    }

    static Fault unknownDatastore(String wanted) {
        return Fault.notFound("Datastore '%s' cannot be found.".formatted(wanted));
    }

    /** Members see what they can order. */
    private static List<DatastoreVersion> seen(Tx tx, Datastore datastore, Call call) {
        return tx.datastores().versions(datastore.id()).stream()
                .filter(version -> call.caller().isAdmin() || version.active())
                .toList();
    }

    private ObjectNode view(Datastore datastore, List<DatastoreVersion> versions, Call call) {
        ObjectNode view = Json.object().put("id", datastore.id()).put("name", datastore.name());
        view.set("links", Links.of(call, context.settings()).to("datastores", datastore.id()));
        ArrayNode rows = view.putArray("versions");
        for (DatastoreVersion version : versions) {
            ObjectNode row = versionView(version, call);
            row.remove("datastore");
            rows.add(row);
        }
        // the command line client fails when the default is not among the versions
        versions.stream()
                .map(DatastoreVersion::id)
                .filter(id -> id.equals(datastore.defaultVersionId()))
                .findFirst()
                .ifPresent(id -> view.put("default_version", id));
        return view;
    }

    private ObjectNode versionView(DatastoreVersion version, Call call) {
        ObjectNode view = Json.object()
                .put("id", version.id())
                .put("name", version.name())
                .put("version", version.number());
        view.set("links", Links.of(call, context.settings()).to("datastores/versions", version.id()));
        view.put("datastore", version.datastoreId());
        if (call.caller().isAdmin()) {
            view.put("active", version.active());
            strings(view.putArray("packages"), version.notes().packages());
            view.put("image", image(version));
            view.put("registry_ext", version.notes().registryExt());
            view.put("repl_strategy", version.notes().replStrategy());
            strings(view.putArray("image_tags"), version.notes().imageTags());
        }
        return view;
    }

    private static void strings(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** The id by which clients know the image. */
    static @Nullable String image(DatastoreVersion version) {
        return version.image() == null ? null : Offers.imageId(version.image());
    }
}
