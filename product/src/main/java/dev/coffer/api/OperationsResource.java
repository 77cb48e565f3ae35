package dev.coffer.api;

import dev.coffer.durable.Operation;
import dev.coffer.durable.StepRecord;
import dev.coffer.model.Instance;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was and is being done to instances, step by step. Coffer's own addition to the API. */
final class OperationsResource {
    private final Context context;

    OperationsResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        routes.on("GET", "/instances/{id}/operations", "instance:show", this::list)
                .on("GET", "/operations/{id}", "instance:show", this::show);
    }

    private Response list(Call call) {
        Page page = Page.of(call.request(), context.settings().pageSize());
        return context.read(tx -> {
            Instance instance = context.instance(tx, call);
            ArrayNode rows = Json.array();
            for (Operation operation : tx.operations().of(instance.id(), page.limit())) {
                rows.add(view(operation, tx.operations().steps(operation.id())));
            }
            return Response.ok(Json.wrap("operations", rows));
        });
    }

    /** Also the operations of instances that are gone: this is how a deletion is watched to its end. */
    private Response show(Call call) {
        String id = call.id("id");
        return context.read(tx -> {
            Operation operation = context.permitted(call, tx.operations().find(id), Operation::projectId, id);
            return Response.ok(
                    Json.wrap("operation", view(operation, tx.operations().steps(id))));
        });
    }

    private static ObjectNode view(Operation operation, List<StepRecord> steps) {
        ObjectNode view = Json.object()
                .put("id", operation.id())
                .put("kind", operation.kind())
                .put("instance_id", operation.subject())
                .put("state", operation.state().name())
                .put("created", Json.date(operation.created()))
                .put("updated", Json.date(operation.updated()))
                .put("ended", Json.date(operation.ended()))
                .put("deadline", Json.date(operation.deadline()))
                .put("waiting_for", operation.waitingFor())
                .put("request_id", operation.requestId())
                .put("error", operation.error());
        ArrayNode rows = view.putArray("steps");
        for (StepRecord step : steps) {
            rows.addObject()
                    .put("name", step.name())
                    .put("state", step.state().name())
                    .put("attempts", step.attempts())
                    .put("started", Json.date(step.started()))
                    .put("ended", Json.date(step.ended()))
                    .put("error", step.error());
        }
        return view;
    }
}
