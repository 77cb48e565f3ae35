package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.fault.Fault;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.operations.ApplyModules;
import dev.coffer.operations.RemoveModule;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Modules of one instance: as they were noted, or as its agent has them. */
final class InstanceModulesResource {
    private final Context context;

    InstanceModulesResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String modules = "/instances/{id}/modules";
        routes.on("GET", modules, "instance:module_list", this::list)
                .on("POST", modules, "instance:module_apply", this::apply)
                .on("DELETE", modules + "/{module}", "instance:module_remove", this::remove);
    }

    /** A module of an instance, wherever that was learned. */
    private record Sight(
            String id,
            String md5,
            @Nullable String status,
            @Nullable String message,
            Instant created,
            Instant updated,
            @Nullable String contents) {

        static Sight of(AppliedModule applied, @Nullable String contents) {
            String status = applied.state() == AppliedModule.State.WANTED
                    ? null
                    : applied.state().name();
            return new Sight(
                    applied.moduleId(),
                    applied.md5(),
                    status,
                    applied.message(),
                    applied.created(),
                    applied.updated(),
                    contents);
        }

        static Sight of(Result.Module module) {
            String status = (module.ok() ? AppliedModule.State.OK : AppliedModule.State.ERROR).name();
            return new Sight(
                    module.id(),
                    module.md5(),
                    status,
                    module.message(),
                    module.created(),
                    module.updated(),
                    module.contents());
        }
    }

    private Response list(Call call) {
        boolean withContents = isSaid(call, "include_contents");
        Listing listing = context.read(tx -> context.listing(tx, call));
        if (isSaid(call, "from_guest")) {
            List<Sight> sights = ask(listing, withContents);
            return context.read(tx -> view(tx, call, sights, withContents));
        }
        return context.read(tx -> view(tx, call, noted(tx, listing.instance().id(), withContents), withContents));
    }

    /** As in Trove any value but none counts. */
    private static boolean isSaid(Call call, String parameter) {
        return !call.request().parameter(parameter).orElse("").isEmpty();
    }

    private static List<Sight> noted(Tx tx, String instanceId, boolean withContents) {
        return tx.appliedModules().of(instanceId).stream()
                .map(applied -> Sight.of(
                        applied,
                        withContents ? tx.modules().contents(applied.moduleId()).orElse(null) : null))
                .toList();
    }

    private List<Sight> ask(Listing listing, boolean withContents) {
        context.status(listing).requireServing();
        Result answer =
                context.agents().ask(listing.instance().id(), new Command.ListModules(withContents), Context.ANSWER);
        return switch (answer) {
            case Result.Modules modules ->
                modules.modules().stream().map(Sight::of).toList();
            case Result.Failed failed -> throw Fault.unprocessable(failed.message());
            default ->
                throw new IllegalStateException(
                        "The agent answered with a " + answer.getClass().getSimpleName() + ".");
        };
    }

    /** Without those that the caller may not see, or that were deleted since. */
    private static Response view(Tx tx, Call call, List<Sight> sights, boolean withContents) {
        ArrayNode rows = Json.array();
        for (Sight sight : sights) {
            tx.modules()
                    .find(sight.id())
                    .filter(module -> call.caller().isAdmin() || module.rules().visible())
                    .map(module -> row(tx, call, module, sight, withContents))
                    .ifPresent(rows::add);
        }
        return Response.ok(Json.wrap("modules", rows));
    }

    private static ObjectNode row(Tx tx, Call call, GuestModule module, Sight sight, boolean withContents) {
        boolean secret = module.isConfidential() && !call.caller().isAdmin();
        String contents = withContents && secret ? confidential(module) : sight.contents();
        return Json.object()
                .put("id", module.id())
                .put("name", module.name())
                .put("type", module.type().word())
                .put("datastore", ModuleView.datastore(module, tx))
                .put("datastore_version", ModuleView.version(module, tx))
                .put("tenant", ModuleView.tenant(module))
                .put("md5", sight.md5())
                .put("status", sight.status())
                .put("message", sight.message())
                .put("created", Json.date(sight.created()))
                .put("updated", Json.date(sight.updated()))
                .putNull("removed")
                .put("auto_apply", module.rules().autoApply())
                .put("visible", module.rules().visible())
                .put("admin_only", module.isConfidential())
                .put("contents", withContents ? contents : null);
    }

    private static String confidential(GuestModule module) {
        String sentence = "Must be admin to retrieve contents for module %s".formatted(module.name());
        return Base64.getEncoder().encodeToString(sentence.getBytes(StandardCharsets.UTF_8));
    }

    private Response apply(Call call) {
        JsonNode body = call.body(CatalogueSchemas.APPLY_MODULES);
        Filed filed = context.write(tx -> {
            Listing listing = context.listing(tx, call);
            Instance instance = listing.instance();
            List<GuestModule> modules = wanted(tx, call, listing, body.path("modules"));
            if (modules.isEmpty()) {
                return new Filed(instance.id(), List.of(), Optional.empty());
            }
            context.status(listing).requireActionable();
            List<String> ids = modules.stream().map(GuestModule::id).toList();
            String operation = context.operations().file(tx, new ApplyModules(instance.id(), ids));
            return new Filed(instance.id(), ids, Optional.of(operation));
        });
        filed.operation().ifPresent(id -> context.operations().await(id, Context.CHANGE));
        Response response = context.read(tx -> {
            List<Sight> applied = noted(tx, filed.instanceId(), false).stream()
                    .filter(sight -> filed.modules().contains(sight.id()))
                    .toList();
            return view(tx, call, applied, false);
        });
        return filed.operation().map(response::filed).orElse(response);
    }

    private record Filed(String instanceId, List<String> modules, Optional<String> operation) {}

    private static List<GuestModule> wanted(Tx tx, Call call, Listing listing, JsonNode modules) {
        List<GuestModule> wanted = ModuleWishes.named(tx, call, ModuleWishes.ids(modules));
        ModuleWishes.requireFit(wanted, listing.version());
        return wanted;
    }

    private Response remove(Call call) {
        String operation = context.write(tx -> {
            Listing listing = context.listing(tx, call);
            GuestModule module = ModulesResource.visible(tx, call, call.id("module"));
            String instanceId = listing.instance().id();
            if (tx.appliedModules().find(instanceId, module.id()).isEmpty()) {
                throw Fault.notFound("Module '%s' has not been applied".formatted(module.name()));
            }
            context.status(listing).requireActionable();
            return context.operations().file(tx, new RemoveModule(instanceId, module.id()));
        });
        context.operations().await(operation, Context.CHANGE);
        return Response.empty(200).filed(operation);
    }
}
