package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.QuotaResource;
import dev.coffer.policy.RateLimits;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How much the caller's project may have, and how often it may ask. */
final class LimitsResource {
    private final Context context;
    private final RateLimits rates;

    LimitsResource(Context context, RateLimits rates) {
        this.context = context;
        this.rates = rates;
    }

    void routes(Routes routes) {
        routes.on("GET", "/limits", "limits:index", this::list);
    }

    /** The command line client takes the first row for the absolute limits and shows the others as rates. */
    private Response list(Call call) {
        String projectId = call.caller().projectId();
        Map<QuotaResource, Integer> limits = context.read(tx -> context.quotas().limits(tx, projectId));
        ObjectNode absolute = Json.object().put("verb", "ABSOLUTE");
        limits.forEach((resource, limit) -> absolute.put("max_" + resource.word(), limit));
        ArrayNode rows = Json.array().add(absolute);
        for (RateLimits.State state : rates.states(projectId)) {
            RateLimits.Limit limit = state.limit();
            rows.addObject()
                    .put("verb", limit.verb())
                    .put("uri", limit.uri())
                    .put("regex", limit.regex())
                    .put("value", limit.value())
                    .put("remaining", state.remaining())
                    .put("unit", "MINUTE")
                    .put("nextAvailable", Json.date(state.nextAvailable()) + "Z");
        }
        return Response.ok(Json.wrap("limits", rows));
    }

    /** What a request too many is told. */
    static Response refusal(RateLimits.Excess excess) {
        RateLimits.Limit limit = excess.limit();
        String wait =
                Long.toString(Math.max(1, excess.pause().plusNanos(999_999_999).toSeconds()));
        Fault.Kind kind = Fault.Kind.OVER_LIMIT;
        ObjectNode content = Json.object()
                .put("code", kind.status())
                .put("message", "This request was rate-limited.")
                .put(
                        "details",
                        "Only %d %s request(s) can be made to %s every minute."
                                .formatted(limit.value(), limit.verb(), limit.uri()))
                .put("retryAfter", wait);
        return Response.json(kind.status(), Json.wrap(kind.key(), content)).with("Retry-After", wait);
    }
}
