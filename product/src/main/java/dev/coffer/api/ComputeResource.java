package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of Nova's API 2.1 as clients need that look behind an instance, read-only: there is one server per instance, of the same id,
 * name and flavor.
 */
final class ComputeResource {
    static final String ROOT = "/compute";

    private static final String BASE = ROOT + "/v2.1";
    private static final int MOST = 1000;
    private static final Set<String> NO = Set.of("0", "false", "f", "no", "n", "off");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final Context context;

    ComputeResource(Context context) {
        this.context = context;
    }

    static boolean isFor(String path) {
        return path.startsWith(ROOT + "/");
    }

    void routes(Router<Call.Handler> router) {
        router.on("GET", BASE + "/servers", call -> list(call, this::brief))
                .on("GET", BASE + "/servers/detail", call -> list(call, this::full))
                .on("GET", BASE + "/servers/{id}", this::show);
    }

    /** Where the catalog says that this is. */
    static String url(String base) {
        return base + BASE;
    }

    /** What anybody may ask: there are no microversions. */
    static Response version(Request request, Settings settings) {
        return Response.ok(Json.wrap("version", entry(request, settings)));
    }

    static Response versions(Request request, Settings settings) {
        ArrayNode versions = Json.array();
        versions.add(entry(request, settings));
        return Response.ok(Json.wrap("versions", versions));
    }

    private static ObjectNode entry(Request request, Settings settings) {
        ObjectNode entry = Json.object()
                .put("id", "v2.1")
                .put("status", "CURRENT")
                .put("version", "")
                .put("min_version", "")
                .put("updated", "2013-07-23T11:33:21Z");
        entry.putArray("links")
                .addObject()
                .put("rel", "self")
                .put("href", url(Links.base(request, settings.publicUrl())) + "/");
        return entry;
    }

    /** A name means that very name, where Nova takes a pattern. */
    private Response list(Call call, BiFunction<Call, Instance, ObjectNode> view) {
        boolean all = all(call);
        context.policy().require("instance:index", call.caller(), call.caller().projectId());
        Optional<String> name = call.request().parameter("name");
        String marker = call.request().parameter("marker").orElse("");
        ArrayNode rows = Json.array();
        List<Instance> instances = context.read(tx -> tx.instances().all());
        instances.stream()
                .filter(instance ->
                        all || instance.projectId().equals(call.caller().projectId()))
                .filter(instance -> name.isEmpty() || instance.name().equals(name.get()))
                .filter(instance -> instance.id().compareTo(marker) > 0)
                .sorted(Comparator.comparing(Instance::id))
                .limit(limit(call))
                .forEach(instance -> rows.add(view.apply(call, instance)));
        return Response.ok(Json.wrap("servers", rows));
    }

    private static boolean all(Call call) {
        boolean all = call.request()
                .parameter("all_tenants")
                .filter(value -> !NO.contains(value.toLowerCase(Locale.ROOT)))
                .isPresent();
        if (all && !call.caller().isAdmin()) {
            throw Fault.forbidden(
                    "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.");
        }
        return all;
    }

    private static int limit(Call call) {
        String text = call.request().parameter("limit").orElse("");
        if (!text.matches("[0-9]{0,9}")) {
            throw Fault.badRequest("limit must be a number.");
        }
        return text.isEmpty() || text.equals("0") ? MOST : Math.min(MOST, Integer.parseInt(text));
    }

    private Response show(Call call) {
        String id = call.id("id");
        Instance instance = context.read(tx -> tx.instances().find(id))
                .filter(found -> Context.isVisible(found.projectId(), call))
                .orElseThrow(() -> Fault.notFound("Instance %s could not be found.".formatted(id)));
        context.policy().require("instance:show", call.caller(), instance.projectId());
        return Response.ok(Json.wrap("server", full(call, instance)));
    }

    private ObjectNode brief(Call call, Instance instance) {
        ObjectNode view = Json.object().put("id", instance.id()).put("name", instance.name());
        String base = Links.base(call.request(), context.settings().publicUrl());
        ArrayNode links = view.putArray("links");
        links.addObject().put("rel", "self").put("href", url(base) + "/servers/" + instance.id());
        links.addObject().put("rel", "bookmark").put("href", base + ROOT + "/servers/" + instance.id());
        return view;
    }

    private ObjectNode full(Call call, Instance instance) {
        ObjectNode view = brief(call, instance)
                .put("status", status(instance.task()))
                .put("tenant_id", instance.projectId())
                .put("user_id", instance.projectId())
                .put("created", date(instance.created()))
                .put("updated", date(instance.updated()))
                .put("hostId", "")
                .put("image", "")
                .put("accessIPv4", "")
                .put("accessIPv6", "");
        view.putObject("metadata");
        String base = Links.base(call.request(), context.settings().publicUrl());
        view.putObject("flavor")
                .put("id", instance.flavorId())
                .putArray("links")
                .addObject()
                .put("rel", "bookmark")
                .put("href", base + ROOT + "/flavors/" + instance.flavorId());
        ObjectNode addresses = view.putObject("addresses");
        if (instance.address() != null) {
            addresses.putArray("private").addObject().put("version", 4).put("addr", instance.address());
        }
        return view;
    }

    private static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** In Nova's words. */
    private static String status(Task task) {
        return switch (task) {
            case NONE, UPDATING, MIGRATING, RESTART_REQUIRED, PROMOTING, EJECTING, DETACHING, UPGRADING -> "ACTIVE";
            case PROMOTE_ERROR, EJECT_ERROR, UPGRADE_ERROR, UPDATE_ERROR -> "ACTIVE";
            case BUILDING -> "BUILD";
            case REBOOTING -> "REBOOT";
            case RESIZING -> "RESIZE";
            case DELETING, STOPPED -> "SHUTOFF";
            case BUILD_ERROR, REPLICA_ERROR, DELETE_ERROR -> "ERROR";
        };
    }
}
