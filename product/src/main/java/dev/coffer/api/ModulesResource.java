package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Datastore;
import dev.coffer.model.GuestModule;
import dev.coffer.operations.ReapplyModule;
import dev.coffer.store.AppliedModules;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Modules, and the instances that have them. */
final class ModulesResource {
    private static final int BATCH = 50;
    private static final int DELAY = 2;

    private final Context context;

    ModulesResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        routes.on("GET", "/modules", "module:index", this::list)
                .on("POST", "/modules", "module:create", this::create)
                .on("GET", "/modules/{id}", "module:show", this::show)
                .on("PUT", "/modules/{id}", "module:update", this::update)
                .on("DELETE", "/modules/{id}", "module:delete", this::delete)
                .on("GET", "/modules/{id}/instances", "module:instances", this::instances)
                .on("PUT", "/modules/{id}/instances", "module:reapply", this::reapply);
    }

    private Response list(Call call) {
        return context.read(tx -> {
            Predicate<GuestModule> wanted = call.request()
                    .parameter("datastore")
                    .filter(name -> !name.isEmpty())
                    .map(name -> ofDatastore(tx, name))
                    .orElse(_ -> true);
            List<GuestModule> modules = call.caller().isAdmin()
                    ? tx.modules().all()
                    : tx.modules().visibleTo(call.caller().projectId());
            ArrayNode rows = Json.array();
            modules.stream().filter(wanted).forEach(module -> rows.add(ModuleView.row(module, tx)));
            return Response.ok(Json.wrap("modules", rows));
        });
    }

    private static Predicate<GuestModule> ofDatastore(Tx tx, String name) {
        if (name.toLowerCase(Locale.ROOT).equals(ModuleView.ALL)) {
            return module -> module.datastoreId() == null;
        }
        Datastore datastore = tx.datastores().find(name).orElseThrow(() -> DatastoresResource.unknownDatastore(name));
        return module -> datastore.id().equals(module.datastoreId());
    }

    private Response create(Call call) {
        ModuleBody body =
                new ModuleBody(call.body(CatalogueSchemas.CREATE_MODULE).path("module"), call.caller());
        return context.write(tx -> {
            GuestModule module = body.created(tx, context.now());
            refuseTwin(tx, module);
            tx.modules().insert(module, body.contents().orElseThrow());
            return Response.ok(Json.wrap("module", ModuleView.detail(module, tx)));
        });
    }

    private static void refuseTwin(Tx tx, GuestModule module) {
        if (tx.modules().hasTwin(module)) {
            throw Fault.badRequest(
                    "A module with the name '%s' already exists for datastore '%s' and datastore version '%s'"
                            .formatted(
                                    module.name(),
                                    module.datastoreId() == null ? ModuleView.ALL : module.datastoreId(),
                                    module.datastoreVersionId() == null
                                            ? ModuleView.ALL
                                            : module.datastoreVersionId()));
        }
    }

    private Response show(Call call) {
        return context.read(tx -> {
            GuestModule module = find(tx, call);
            int count = tx.appliedModules().tallies(module.id(), Optional.empty()).stream()
                    .filter(tally -> tally.md5().equals(module.md5()))
                    .mapToInt(AppliedModules.Tally::instances)
                    .sum();
            return Response.ok(Json.wrap("module", ModuleView.detail(module, tx).put("instance_count", count)));
        });
    }

    private Response update(Call call) {
        ModuleBody body =
                new ModuleBody(call.body(CatalogueSchemas.UPDATE_MODULE).path("module"), call.caller());
        return context.write(tx -> {
            GuestModule old = find(tx, call);
            requireFree(tx, old);
            GuestModule module = body.changed(tx, old, context.now());
            refuseTwin(tx, module);
            tx.modules().update(module, body.contents());
            return Response.ok(Json.wrap("module", ModuleView.detail(module, tx)));
        });
    }

    private Response delete(Call call) {
        return context.write(tx -> {
            GuestModule module = find(tx, call);
            ModuleBody.requireMayDelete(call.caller(), module);
            requireFree(tx, module);
            tx.modules().delete(module.id());
            return Response.empty(200);
        });
    }

    private static void requireFree(Tx tx, GuestModule module) {
        boolean applied = tx.appliedModules().tallies(module.id(), Optional.empty()).stream()
                .anyMatch(tally -> tally.md5().equals(module.md5()));
        if (applied && !module.rules().liveUpdate()) {
            throw Fault.forbidden("A module cannot be deleted or its contents modified if it has been applied to a "
                    + "non-terminated instance, unless the module has been marked as 'live_update.' "
                    + "Please remove the module from all non-terminated instances and try again.");
        }
    }

    private Response instances(Call call) {
        return "true".equalsIgnoreCase(call.request().parameter("count_only").orElse(""))
                ? context.read(tx -> tallies(tx, call))
                : context.read(tx -> places(tx, call));
    }

    private Response tallies(Tx tx, Call call) {
        GuestModule module = find(tx, call);
        ArrayNode rows = Json.array();
        for (AppliedModules.Tally tally : tx.appliedModules().tallies(module.id(), seenBy(call))) {
            rows.addObject()
                    .put("module_name", module.name())
                    .put("module_id", module.id())
                    .put("module_md5", tally.md5())
                    .put("instance_count", tally.instances())
                    .put("current", tally.md5().equals(module.md5()))
                    .put("min_updated_date", Json.date(tally.first()))
                    .put("max_updated_date", Json.date(tally.last()));
        }
        return Response.ok(Json.wrap("instances", rows));
    }

    private Response places(Tx tx, Call call) {
        Page page = Page.of(call.request(), context.settings().pageSize());
        GuestModule module = find(tx, call);
        List<Listing> found = tx
                .appliedModules()
                .instances(module.id(), seenBy(call), page.marker().orElse(""), page.limit() + 1)
                .stream()
                .flatMap(id -> tx.instances().listing(id).stream())
                .toList();
        InstanceView view = new InstanceView(call, context.settings());
        ArrayNode rows = Json.array();
        page.cut(found).stream()
                .sorted(Comparator.comparing((Listing row) -> row.instance().created())
                        .reversed())
                .forEach(listing -> rows.add(view.simple(listing, context.status(listing))));
        ObjectNode body = Json.wrap("instances", rows);
        page.link(body, "instances", found, row -> row.instance().id(), call, Links.of(call, context.settings()));
        return Response.ok(body);
    }

    /** The project whose instances a caller sees; an administrator sees everyone's. */
    private static Optional<String> seenBy(Call call) {
        return call.caller().isAdmin()
                ? Optional.empty()
                : Optional.of(call.caller().projectId());
    }

    /** Only an administrator may go faster than usual. */
    private Response reapply(Call call) {
        JsonNode wanted = call.body(CatalogueSchemas.REAPPLY_MODULE).path("reapply");
        boolean isAdmin = call.caller().isAdmin();
        int size = wanted.path("batch_size").asInt(BATCH);
        int delay = wanted.path("batch_delay").asInt(DELAY);
        return context.write(tx -> {
            GuestModule module = find(tx, call);
            tx.operations().active(module.id()).ifPresent(running -> {
                throw Fault.unprocessable("Module %s is being reapplied by operation %s; wait for its end."
                        .formatted(module.id(), running.id()));
            });
            ReapplyModule action = new ReapplyModule(
                    module.id(),
                    seenBy(call).orElse(null),
                    wanted.path("md5").stringValueOpt().orElse(null),
                    wanted.path("force").asInt(0) == 1,
                    isAdmin ? size : Math.min(size, BATCH),
                    isAdmin ? delay : Math.max(delay, DELAY));
            return Response.accepted().filed(context.operations().file(tx, action));
        });
    }

    private GuestModule find(Tx tx, Call call) {
        GuestModule module = visible(tx, call, call.id("id"));
        String own = call.caller().projectId();
        context.policy().require(call.rule(), call.caller(), module.projectId() == null ? own : module.projectId());
        return module;
    }

    private static boolean isFor(String projectId, GuestModule module) {
        return module.rules().visible()
                && (module.projectId() == null || module.projectId().equals(projectId));
    }

    /** A module that the caller may see. */
    static GuestModule visible(Tx tx, Call call, String id) {
        return tx.modules()
                .find(id)
                .filter(module -> call.caller().isAdmin() || isFor(call.caller().projectId(), module))
                .orElseThrow(() -> Fault.notFound("Module with ID %s could not be found.".formatted(id)));
    }
}
