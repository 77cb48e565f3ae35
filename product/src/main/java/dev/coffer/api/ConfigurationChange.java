package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.Instance;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.operations.ChangeConfiguration;
import dev.coffer.operations.ChangeConfiguration.Content;
import dev.coffer.store.Configurations.Listed;
import dev.coffer.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code PATCH} and {@code PUT /configurations/{id}}: other values, on all instances that have the group or on none. */
final class ConfigurationChange {
    /** Never become servers, or are on their way out. */
    private static final Set<Task> LOST =
            Set.of(Task.BUILD_ERROR, Task.REPLICA_ERROR, Task.DELETE_ERROR, Task.DELETING);

    private final Context context;
    private final KnownParameters parameters;

    ConfigurationChange(Context context, KnownParameters parameters) {
        this.context = context;
        this.parameters = parameters;
    }

    /** Values that are not given stay. */
    Response merge(Call call) {
        return change(call, false, Response.empty(200));
    }

    /** Values that are not given go. */
    Response replace(Call call) {
        return change(call, true, Response.accepted());
    }

    private Response change(Call call, boolean replaces, Response done) {
        JsonNode wanted = call.body(Schemas.UPDATE_CONFIGURATION).path("configuration");
        Listed before = context.read(tx -> ConfigurationsResource.listed(context, tx, call));
        ConfigurationValues values = ConfigurationValues.check(wanted.path("values"), before.version(), parameters);
        Optional<String> operation = context.write(tx -> {
            ConfigurationGroup group =
                    ConfigurationsResource.listed(context, tx, call).group();
            return write(tx, group, content(group, wanted, replaces ? values : merged(group, values)));
        });
        if (operation.isEmpty()) {
            return done;
        }
        context.operations().await(operation.get(), Context.CHANGE);
        return done.filed(operation.get());
    }

    private static ConfigurationValues merged(ConfigurationGroup group, ConfigurationValues values) {
        return ConfigurationValues.of(group.values(), group.settings()).with(values);
    }

    private static Content content(ConfigurationGroup group, JsonNode wanted, ConfigurationValues values) {
        String name = wanted.has("name") ? NewInstance.plain(wanted, "configuration", "name") : group.name();
        @Nullable String description = wanted.has("description")
                ? wanted.path("description").stringValueOpt().orElse(null)
                : group.description();
        return new Content(name, description, values.shown().toString(), values.settings());
    }

    /** What instances run with changes by an operation; otherwise the row is all there is to change. */
    private Optional<String> write(Tx tx, ConfigurationGroup group, Content content) {
        refuseBusy(tx, group);
        List<Instance> attached = content.settings().equals(group.settings())
                ? List.of()
                : tx.configurations().instances(group.id()).stream()
                        .filter(instance -> instance.projectId().equals(group.projectId()))
                        .filter(instance -> !LOST.contains(instance.task()))
                        .toList();
        if (attached.isEmpty()) {
            tx.configurations()
                    .update(group.withWords(content.name(), content.description())
                            .withValues(content.values(), content.settings()));
            return Optional.empty();
        }
        attached.forEach(instance ->
                new InstanceStatus(instance, ServiceStatus.UNKNOWN).requireTask(Task.STOPPED, Task.PROMOTE_ERROR));
        tx.configurations().touch(group);
        List<String> ids = attached.stream().map(Instance::id).toList();
        List<String> held = new ArrayList<>(ids);
        held.add(group.id());
        return Optional.of(context.operations()
                .file(tx, new ChangeConfiguration(ids.getFirst(), group.id(), ids, content, Content.of(group)), held));
    }

    /** While instances are given its values, a group is neither changed nor given to others. */
    static void refuseBusy(Tx tx, ConfigurationGroup group) {
        tx.operations().active(group.id()).ifPresent(operation -> {
            throw Fault.unprocessable(
                    "Configuration group %s is being changed by operation %s; try again when it has ended."
                            .formatted(group.id(), operation.id()));
        });
    }
}
