package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.BackupStrategy;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where the backups of a project, or of one of its instances, go. */
final class BackupStrategiesResource {
    private final Context context;

    BackupStrategiesResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String strategies = "/backup_strategies";
        routes.on("GET", strategies, "backup_strategy:index", this::list)
                .on("POST", strategies, "backup_strategy:create", this::create)
                .on("DELETE", strategies, "backup_strategy:delete", this::delete);
    }

    private Response list(Call call) {
        String project = project(call);
        Optional<String> instance = call.request().parameter("instance_id").filter(id -> !id.isEmpty());
        return context.read(tx -> {
            ArrayNode rows = Json.array();
            tx.backupStrategies().of(project, instance).forEach(strategy -> rows.add(view(strategy)));
            return Response.ok(Json.wrap("backup_strategies", rows));
        });
    }

    private Response create(Call call) {
        JsonNode wanted = call.body(CatalogueSchemas.CREATE_STRATEGY).path("backup_strategy");
        BackupStrategy strategy = new BackupStrategy(
                call.caller().projectId(),
                wanted.path("instance_id").asString(""),
                wanted.path("swift_container").stringValue());
        context.write(tx -> {
            tx.backupStrategies().put(strategy);
            return true;
        });
        return Response.json(202, Json.wrap("backup_strategy", view(strategy)));
    }

    private Response delete(Call call) {
        String project = project(call);
        String instance = call.request().parameter("instance_id").orElse("");
        return context.write(tx -> {
            tx.backupStrategies().delete(project, instance);
            return Response.accepted();
        });
    }

    /** The caller's, or the one that an administrator asks for. */
    private static String project(Call call) {
        String own = call.caller().projectId();
        String asked = call.request()
                .parameter("project_id")
                .filter(id -> !id.isEmpty())
                .orElse(own);
        if (!asked.equals(own) && !call.caller().isAdmin()) {
            throw Fault.forbidden("User with tenant id %s cannot access this resource.".formatted(own));
        }
        return asked;
    }

    private static ObjectNode view(BackupStrategy strategy) {
        return Json.object()
                .put("project_id", strategy.projectId())
                .put("instance_id", strategy.instanceId())
                .put("backend", "swift")
                .put("swift_container", strategy.container());
    }
}
