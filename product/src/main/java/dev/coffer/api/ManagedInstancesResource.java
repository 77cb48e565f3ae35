package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.fault.Fault;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.RootHistory;
import dev.coffer.store.History.Entry;
import dev.coffer.store.History.Which;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Instances of all projects, also those that are gone, for those who manage the installation. */
final class ManagedInstancesResource {
    private static final int LARGEST_PAGE = 1_000;
    private static final int KIB_PER_MIB = 1_024;
    /** An agent that lives answers at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Context context;
    private final InstancesResource instances;
    private final ManagedInstanceActions actions;

    ManagedInstancesResource(Context context, InstancesResource instances) {
        this.context = context;
        this.instances = instances;
        this.actions = new ManagedInstanceActions(context);
    }

    /** Trove lets owners delete here too. */
    void routes(Routes routes) {
        String one = "/instances/{id}";
        routes.manage("GET", "/instances", this::list)
                .manage("GET", one, this::show)
                .on("DELETE", "/mgmt" + one, "instance:delete", instances::delete)
                .manage("GET", one + "/root", this::root)
                .manage("GET", one + "/hwinfo", this::hardware)
                .manage("GET", one + "/diagnostics", this::diagnostics)
                .manage("GET", one + "/rpc_ping", this::ping)
                .manage("POST", one + "/action", actions::act)
                .manage("POST", one + "/upgrade", this::upgrade);
    }

    /** The marker is how many instances come before the page. */
    private Response list(Call call) {
        Map<String, String> parameters = call.request().parameters();
        boolean sized = !parameters.getOrDefault("limit", "").isEmpty();
        Page page = Page.of(
                call.request(), sized ? LARGEST_PAGE : context.settings().pageSize());
        long offset = offset(page);
        Which which = which(parameters.getOrDefault("deleted", ""));
        Optional<String> project =
                Optional.ofNullable(parameters.get("project_id")).filter(id -> !id.isEmpty());
        List<Entry> found = context.read(tx -> tx.history().page(which, project, offset, page.limit() + 1));
        ManagedInstanceView view = new ManagedInstanceView(call, context);
        ArrayNode rows = Json.array();
        page.cut(found).forEach(entry -> rows.add(view.row(entry)));
        ObjectNode body = Json.wrap("instances", rows);
        Links links = Links.of(call, context.settings());
        page.link(body, "instances", found, _ -> Long.toString(offset + page.limit()), call, links);
        return Response.ok(body);
    }

    private static long offset(Page page) {
        String marker = page.marker().orElse("0");
        if (!marker.matches("[0-9]{1,9}")) {
            throw Fault.badRequest("The marker must be the number of instances to pass over.");
        }
        return Long.parseLong(marker);
    }

    private static Which which(String deleted) {
        return switch (deleted.toLowerCase(Locale.ROOT)) {
            case "" -> Which.ALL;
            case "true" -> Which.DELETED;
            case "false" -> Which.LIVE;
            default -> throw Fault.badRequest("'deleted' must be true or false.");
        };
    }

    private Response show(Call call) {
        String id = call.id("id");
        String deleted = call.request().parameter("deleted").orElse("");
        Which which = which(deleted) == Which.DELETED ? Which.ALL : Which.LIVE;
        return context.read(tx -> {
            Entry entry = tx.history().find(which, id).orElseThrow(Fault.noResource(id));
            ObjectNode view = new ManagedInstanceView(call, context)
                    .full(entry, tx.roots().find(id));
            return Response.ok(Json.wrap("instance", view));
        });
    }

    private Response root(Call call) {
        String id = call.id("id");
        return context.read(tx -> {
            var _ = tx.history().find(Which.ALL, id).orElseThrow(Fault.noResource(id));
            Optional<RootHistory> history = tx.roots().find(id);
            ObjectNode view = Json.object()
                    .put("id", id)
                    .put(
                            "enabled",
                            history.map(first -> Json.date(first.enabled())).orElse("Never"))
                    .put("user", history.map(RootHistory::userId).orElse("Nobody"));
            return Response.ok(Json.wrap("root_history", view));
        });
    }

    /** What the compute provider keeps the instance within. */
    private Response hardware(Call call) {
        Flavor flavor = context.read(tx -> {
            String id = context.instance(tx, call).flavorId();
            return tx.flavors().find(id).orElseThrow(Fault.noResource(id));
        });
        ObjectNode view = Json.object()
                .put("mem_total", (long) flavor.ram() * KIB_PER_MIB)
                .put("num_cpus", flavor.vcpus());
        return Response.ok(Json.wrap("hwinfo", view));
    }

    private Response diagnostics(Call call) {
        Result.Diagnosis seen = diagnosis(call);
        ObjectNode view = Json.object()
                .put("version", seen.version())
                .put("threads", seen.threads())
                .put("fdSize", seen.fdSize())
                .put("vmSize", seen.vmSize())
                .put("vmPeak", seen.vmPeak())
                .put("vmRss", seen.vmRss())
                .put("vmHwm", seen.vmHwm());
        return Response.ok(Json.wrap("diagnostics", view));
    }

    private Response ping(Call call) {
        diagnosis(call);
        return Response.empty(204);
    }

    private Result.Diagnosis diagnosis(Call call) {
        Instance instance = context.read(tx -> context.instance(tx, call));
        Result result = context.agents().ask(instance.id(), new Command.Diagnose(), PATIENCE);
        return switch (result) {
            case Result.Diagnosis seen -> seen;
            case Result.Failed failed -> throw Fault.unprocessable(failed.message());
            default ->
                throw Fault.unprocessable("The agent of instance %s gave an answer that does not fit; restart it."
                        .formatted(instance.id()));
        };
    }

    /** In Trove it fails whatever is asked. */
    private Response upgrade(Call call) {
        Instance instance = context.read(tx -> context.instance(tx, call));
        throw new Fault(
                Fault.Kind.NOT_IMPLEMENTED,
                "Agents are upgraded with Coffer itself; for another datastore version use PUT /instances/%s with datastore_version."
                        .formatted(instance.id()));
    }
}
