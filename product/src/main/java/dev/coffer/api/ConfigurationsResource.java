package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.store.Configurations.Listed;
import dev.coffer.store.Tx;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Configuration groups. */
final class ConfigurationsResource {
    private final Context context;
    private final KnownParameters parameters;
    private final ConfigurationChange change;

    ConfigurationsResource(Context context) {
        this.context = context;
        this.parameters = new KnownParameters(context);
        this.change = new ConfigurationChange(context, parameters);
    }

    void routes(Routes routes) {
        routes.on("GET", "/configurations", "configuration:index", this::list)
                .on("POST", "/configurations", "configuration:create", this::create)
                .on("GET", "/configurations/{id}", "configuration:show", this::show)
                .on("PATCH", "/configurations/{id}", "configuration:edit", change::merge)
                .on("PUT", "/configurations/{id}", "configuration:update", change::replace)
                .on("DELETE", "/configurations/{id}", "configuration:delete", this::delete)
                .on("GET", "/configurations/{id}/instances", "configuration:instances", this::instances);
    }

    static Fault unknown(String id) {
        return Fault.notFound("Configuration group with ID %s could not be found.".formatted(id));
    }

    /** The group of the call's path, when the caller may see it and the call's rule lets it pass. */
    static Listed listed(Context context, Tx tx, Call call) {
        String id = call.id("id");
        Listed found = tx.configurations()
                .listed(id)
                .filter(listed -> Context.isVisible(listed.group().projectId(), call))
                .orElseThrow(() -> unknown(id));
        context.policy().require(call.rule(), call.caller(), found.group().projectId());
        return found;
    }

    /** Pages go by id; within a page the newest comes first. An administrator sees the groups of all projects. */
    private Response list(Call call) {
        Page page = Page.of(call.request(), context.settings().pageSize());
        Optional<String> project = call.caller().isAdmin()
                ? Optional.empty()
                : Optional.of(call.caller().projectId());
        List<Listed> found = context.read(tx -> tx.configurations().page(project, page.marker(), page.limit() + 1));
        ArrayNode rows = Json.array();
        page.cut(found).stream()
                .sorted(Comparator.comparing((Listed row) -> row.group().created())
                        .reversed())
                .map(ConfigurationView::simple)
                .forEach(rows::add);
        ObjectNode body = Json.wrap("configurations", rows);
        page.link(body, "configurations", found, row -> row.group().id(), call, Links.of(call, context.settings()));
        return Response.ok(body);
    }

    private Response create(Call call) {
        JsonNode wanted = call.body(Schemas.CREATE_CONFIGURATION).path("configuration");
        String name = NewInstance.plain(wanted, "configuration", "name");
        DatastoreVersion version = context.read(
                tx -> InstanceCreation.version(tx, context, NewInstance.Ordered.of(wanted.path("datastore"))));
        ConfigurationValues values = ConfigurationValues.check(wanted.path("values"), version, parameters);
        Instant now = context.now();
        ConfigurationGroup group = new ConfigurationGroup(
                UUID.randomUUID().toString(),
                call.caller().projectId(),
                name,
                wanted.path("description").stringValueOpt().orElse(null),
                version.id(),
                values.shown().toString(),
                values.settings(),
                now,
                now,
                0);
        context.write(tx -> {
            tx.configurations().insert(group);
            return group;
        });
        return Response.ok(Json.wrap("configuration", ConfigurationView.detail(new Listed(group, version, 0))));
    }

    private Response show(Call call) {
        Listed found = context.read(tx -> listed(context, tx, call));
        return Response.ok(Json.wrap("configuration", ConfigurationView.detail(found)));
    }

    private Response delete(Call call) {
        return context.write(tx -> {
            ConfigurationGroup group = listed(context, tx, call).group();
            if (!tx.configurations().instances(group.id()).isEmpty()) {
                throw Fault.badRequest("A configuration group cannot be deleted if it is associated with one or more "
                        + "non-terminated instances. Detach the configuration group from all non-terminated instances "
                        + "and please try again.");
            }
            ConfigurationChange.refuseBusy(tx, group);
            tx.configurations().delete(group);
            return Response.accepted();
        });
    }

    private Response instances(Call call) {
        Page page = Page.of(call.request(), context.settings().pageSize());
        List<Instance> found = context.read(tx ->
                tx.configurations().instances(listed(context, tx, call).group().id(), page.marker(), page.limit() + 1));
        ArrayNode rows = Json.array();
        page.cut(found)
                .forEach(instance -> rows.addObject().put("id", instance.id()).put("name", instance.name()));
        ObjectNode body = Json.wrap("instances", rows);
        page.link(body, "instances", found, Instance::id, call, Links.of(call, context.settings()));
        return Response.ok(body);
    }
}
