package dev.coffer.api;

import static dev.coffer.api.Schema.anyOf;
import static dev.coffer.api.Schema.nothing;
import static dev.coffer.api.Schema.object;
import static dev.coffer.api.Schema.text;

import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.RebootServer;
import dev.coffer.operations.StopInstance;
import dev.coffer.store.Tx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code POST /mgmt/instances/{id}/action}: exactly one. */
final class ManagedInstanceActions {
    /** What one of them needs; null is as good as nothing. */
    private static final Schema EMPTY = anyOf(object(Map.of(), Set.of(), false), nothing());

    private static final Map<String, Schema> FORMS = new LinkedHashMap<>();

    static {
        FORMS.put("stop", EMPTY);
        FORMS.put("reboot", EMPTY);
        FORMS.put("migrate", anyOf(object(Map.of("host", text(1, 255)), Set.of(), false), nothing()));
        FORMS.put("reset-task-status", EMPTY);
        FORMS.put("rebuild", object(Map.of("image_id", Schemas.ID), Set.of("image_id"), false));
    }

    private final Context context;

    ManagedInstanceActions(Context context) {
        this.context = context;
    }

    Response act(Call call) {
        JsonNode body = call.body(Schemas.ACTION);
        String name = name(body);
        Schema.validate(object(Map.of(name, form(name)), Set.of(name), false), body);
        return context.write(tx -> switch (name) {
            case "stop" -> stop(tx, call);
            case "reboot" -> reboot(tx, call);
            case "migrate" -> migrate(tx, call);
            case "reset-task-status" -> resetTask(tx, call);
            default -> new InstanceRebuild(context).rebuild(tx, call);
        });
    }

    private static String name(JsonNode body) {
        List<String> names = List.copyOf(body.propertyNames());
        names.stream().filter(name -> !FORMS.containsKey(name)).findFirst().ifPresent(name -> {
            throw Fault.badRequest("Invalid instance action: %s".formatted(name));
        });
        if (names.size() != 1) {
            throw Fault.badRequest(
                    "The body must name exactly one of the actions %s.".formatted(String.join(", ", FORMS.keySet())));
        }
        return names.getFirst();
    }

    private static Schema form(String name) {
        return FORMS.getOrDefault(name, EMPTY);
    }

    /** The engine; its agent goes on and says that it is stopped. */
    private Response stop(Tx tx, Call call) {
        Instance instance = context.instance(tx, call);
        context.status(context.listing(tx, call)).requireTask();
        return Response.accepted().filed(context.operations().file(tx, new StopInstance(instance.id())));
    }

    private Response reboot(Tx tx, Call call) {
        Instance instance = context.instance(tx, call);
        context.status(context.listing(tx, call)).requireTask(Task.PROMOTE_ERROR);
        tx.instances().update(instance.withTask(Task.REBOOTING, null));
        return Response.accepted().filed(context.operations().file(tx, new RebootServer(instance.id())));
    }

    private Response migrate(Tx tx, Call call) {
        Instance instance = context.instance(tx, call);
        throw new Fault(
                Fault.Kind.NOT_IMPLEMENTED,
                "Instance %s cannot be migrated: this installation's compute provider has one host only."
                        .formatted(instance.id()));
    }

    /** Forgets what is being done; what was seen stays. */
    private Response resetTask(Tx tx, Call call) {
        Instance instance = context.instance(tx, call);
        InstanceActions.harm(tx, instance).ifPresent(harm -> {
            throw Fault.unprocessable(harm);
        });
        tx.operations().cancel(instance.id());
        tx.instances().update(instance.withTask(Task.NONE, instance.trouble()));
        return Response.accepted();
    }
}
