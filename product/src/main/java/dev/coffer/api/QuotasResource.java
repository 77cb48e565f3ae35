package dev.coffer.api;

import static dev.coffer.api.Schema.object;

import dev.coffer.fault.Fault;
import dev.coffer.model.QuotaResource;
import dev.coffer.policy.Quotas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How much a project may have and has. Members see their own project's. */
final class QuotasResource {
    private static final Schema UPDATE =
            object(Map.of("quotas", object(Map.of(), Set.of(), true)), Set.of("quotas"), true);

    private final Context context;

    QuotasResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        routes.on("GET", "/mgmt/quotas/{id}", "quota:show", this::show).manage("PUT", "/quotas/{id}", this::update);
    }

    /** Of every id, since any project may come to have something. */
    private Response show(Call call) {
        String projectId = call.id("id");
        context.policy().require(call.rule(), call.caller(), projectId);
        List<Quotas.Row> quotas = context.read(tx -> context.quotas().rows(tx, projectId));
        ArrayNode rows = Json.array();
        for (Quotas.Row quota : quotas) {
            rows.addObject()
                    .put("resource", quota.resource().word())
                    .put("in_use", quota.inUse())
                    .put("reserved", quota.reserved())
                    .put("limit", quota.limit());
        }
        return Response.ok(Json.wrap("quotas", rows));
    }

    /** May be set below what is in use: then nothing is added until enough is gone. */
    private Response update(Call call) {
        String projectId = call.id("id");
        Map<QuotaResource, Integer> wanted = wanted(call.body(UPDATE).path("quotas"));
        context.write(tx -> {
            wanted.forEach((resource, limit) -> tx.quotas().limit(projectId, resource, limit));
            return true;
        });
        ObjectNode view = Json.object();
        wanted.forEach((resource, limit) -> view.put(resource.word(), limit));
        return Response.ok(Json.wrap("quotas", view));
    }

    private static Map<QuotaResource, Integer> wanted(JsonNode quotas) {
        Map<QuotaResource, Integer> wanted = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        quotas.properties().forEach(quota -> {
            QuotaResource resource = QuotaResource.named(quota.getKey()).orElse(null);
            if (resource == null) {
                unknown.add(quota.getKey());
            } else if (!quota.getValue().isNull()) {
                wanted.put(resource, limit(quota.getKey(), quota.getValue()));
            }
        });
        if (!unknown.isEmpty()) {
            throw Fault.notFound("Unknown quota resources %s.".formatted(String.join(", ", unknown)));
        }
        return wanted;
    }

    private static int limit(String resource, JsonNode value) {
        boolean fits = value.isInt() && value.intValue() >= -1;
        if (fits) {
            return value.intValue();
        }
        if (value.isString() && value.stringValue().matches("-1|[0-9]{1,9}")) {
            return Integer.parseInt(value.stringValue());
        }
        throw Fault.badRequest("The quota of %s must be a whole number from 0 to %d, or -1 for any number."
                .formatted(resource, Integer.MAX_VALUE));
    }
}
