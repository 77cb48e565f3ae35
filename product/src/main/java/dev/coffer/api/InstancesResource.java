package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.DeleteInstance;
import dev.coffer.operations.DetachReplica;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Instances. */
final class InstancesResource {
    private final Context context;
    private final InstanceCreation creation;
    private final InstanceActions actions;

    InstancesResource(Context context) {
        this.context = context;
        this.creation = new InstanceCreation(context);
        this.actions = new InstanceActions(context);
    }

    void routes(Router<Call.Handler> router, String project) {
        router.on("GET", project + "/instances", call -> list(call, view(call)::simple))
                .on("GET", project + "/instances/detail", call -> list(call, view(call)::detail))
                .on("POST", project + "/instances", creation::create)
                .on("GET", project + "/instances/{id}", this::show)
                .on("PUT", project + "/instances/{id}", this::update)
                .on("PATCH", project + "/instances/{id}", this::update)
                .on("DELETE", project + "/instances/{id}", this::delete)
                .on("POST", project + "/instances/{id}/action", actions::act);
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

    private Response update(Call call) {
        JsonNode wanted = call.body(Schemas.UPDATE_INSTANCE).path("instance");
        boolean detaches = wanted.has("replica_of") || wanted.has("slave_of");
        long attributes = wanted.propertyNames().stream()
                .filter(name -> !name.equals("name"))
                .map(name -> name.equals("slave_of") ? "replica_of" : name)
                .distinct()
                .count();
        if (attributes > 1) {
            throw Fault.badRequest("Only one attribute (except 'name') is allowed to update.");
        }
        return context.write(tx -> {
            Instance instance = context.instance(tx, call);
            refuseWhatIsNotThere(wanted);
            if (wanted.has("name")) {
                instance = tx.instances().update(instance.withName(NewInstance.name(wanted)));
            }
            return detaches ? detach(tx, call, instance) : Response.accepted();
        });
    }

    /** No instance has a configuration group yet, so detaching one has nothing to do. */
    private static void refuseWhatIsNotThere(JsonNode wanted) {
        Optional<String> configuration = wanted.path("configuration").stringValueOpt();
        if (configuration.isPresent() && !configuration.get().isEmpty()) {
            throw Fault.notFound("Configuration group with ID %s could not be found.".formatted(configuration.get()));
        }
        if (wanted.has("datastore_version")) {
            throw notImplemented("Upgrading an instance");
        }
        if (wanted.has("access")) {
            throw notImplemented("Changing the access of an instance");
        }
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

    /** Works from every state; asked again, it names the deletion that runs. */
    private Response delete(Call call) {
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
