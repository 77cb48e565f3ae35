package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.DeleteInstance;
import dev.coffer.policy.Policy;
import dev.coffer.store.Instances.Listing;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Instances. */
final class InstancesResource {
    private final Context context;
    private final InstanceCreation creation;
    private final InstanceUpdates updates;
    private final InstanceActions actions;

    InstancesResource(Context context) {
        this.context = context;
        this.creation = new InstanceCreation(context);
        this.updates = new InstanceUpdates(context);
        this.actions = new InstanceActions(context);
    }

    void routes(Routes routes) {
        routes.on("GET", "/instances", "instance:index", call -> list(call, view(call)::simple))
                .on("GET", "/instances/detail", "instance:detail", call -> list(call, view(call)::detail))
                .on("POST", "/instances", "instance:create", creation::create)
                .on("GET", "/instances/{id}", "instance:show", this::show)
                .on("PUT", "/instances/{id}", "instance:update", updates::update)
                .on("PATCH", "/instances/{id}", "instance:update", updates::update)
                .on("DELETE", "/instances/{id}", "instance:delete", this::delete)
                .on("POST", "/instances/{id}/action", Policy.BY_BODY, actions::act);
    }

    private InstanceView view(Call call) {
        return new InstanceView(call, context.settings());
    }

    /** Pages go by id; within a page the newest comes first. */
    private Response list(Call call, BiFunction<Listing, InstanceStatus, ObjectNode> view) {
        Page page = Page.of(call.request(), context.settings().pageSize());
        List<Listing> found =
                context.read(tx -> tx.instances().page(call.caller().projectId(), page.marker(), page.limit() + 1));
        ArrayNode rows = Json.array();
        page.cut(found).stream()
                .sorted(Comparator.comparing((Listing row) -> row.instance().created())
                        .reversed())
                .forEach(listing -> rows.add(view.apply(listing, context.status(listing))));
        ObjectNode body = Json.wrap("instances", rows);
        Links links = Links.of(call, context.settings());
        page.link(body, "instances", found, row -> row.instance().id(), call, links);
        return Response.ok(body);
    }

    private Response show(Call call) {
        Listing listing = context.read(tx -> context.listing(tx, call));
        return Response.ok(Json.wrap("instance", view(call).full(listing, context.status(listing))));
    }

    /** Works from every state; asked again, it names the deletion that runs. */
    Response delete(Call call) {
        return context.write(tx -> {
            Instance instance = context.instance(tx, call);
            if (!tx.instances().replicasOf(instance.id()).isEmpty()) {
                throw Fault.forbidden("Detach replicas before deleting replica source.");
            }
            if (instance.task() == Task.DELETING) {
                Optional<String> running = tx.operations().of(instance.id(), 10).stream()
                        .filter(operation -> !operation.state().isEnd())
                        .filter(operation -> operation.kind().equals(DeleteInstance.class.getSimpleName()))
                        .map(operation -> operation.id())
                        .findFirst();
                if (running.isPresent()) {
                    return Response.accepted().filed(running.get());
                }
            }
            tx.instances().update(instance.withTask(Task.DELETING, null));
            return Response.accepted().filed(context.operations().file(tx, new DeleteInstance(instance.id())));
        });
    }
}
