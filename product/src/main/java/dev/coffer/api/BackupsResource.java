package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Backup;
import dev.coffer.model.Datastore;
import dev.coffer.store.Backups.Filter;
import dev.coffer.store.Backups.Listing;
import dev.coffer.store.Instances;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Backups: their records; that one is made is checked as far as it goes. */
final class BackupsResource {
    private static final Set<String> YES = Set.of("1", "t", "true", "on", "y", "yes");
    /** One that seems to run for so long is dead. */
    private static final Duration LONGEST = Duration.ofDays(3);
    /** What a shell takes as it is, which Trove demands. */
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+", Pattern.UNICODE_CASE);

    private final Context context;

    BackupsResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        routes.on("GET", "/backups", "backup:index", this::list)
                .on("POST", "/backups", "backup:create", this::create)
                .on("GET", "/backups/{id}", "backup:show", this::show)
                .on("DELETE", "/backups/{id}", "backup:delete", this::delete)
                .on("GET", "/instances/{id}/backups", "instance:backups", this::ofInstance);
    }

    private Response list(Call call) {
        Map<String, String> asked = call.request().parameters();
        Optional<String> project = said(asked, "project_id");
        boolean all = YES.contains(asked.getOrDefault("all_projects", "").toLowerCase(Locale.ROOT));
        String own = call.caller().projectId();
        if (all || project.isPresent()) {
            context.policy().require("backup:index:all_projects", call.caller(), own);
        }
        Optional<String> owner = project.isPresent() || all ? project : Optional.of(own);
        return context.read(tx -> {
            Optional<String> datastore = said(asked, "datastore").map(name -> datastore(tx, name));
            return page(tx, call, new Filter(owner, said(asked, "instance_id"), datastore));
        });
    }

    private static Optional<String> said(Map<String, String> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).filter(text -> !text.isEmpty());
    }

    private static String datastore(Tx tx, String name) {
        return tx.datastores()
                .find(name)
                .map(Datastore::id)
                .orElseThrow(() -> DatastoresResource.unknownDatastore(name));
    }

    private Response ofInstance(Call call) {
        return context.read(tx -> {
            String id = context.instance(tx, call).id();
            Optional<String> owner = call.caller().isAdmin()
                    ? Optional.empty()
                    : Optional.of(call.caller().projectId());
            return page(tx, call, new Filter(owner, Optional.of(id), Optional.empty()));
        });
    }

    private Response page(Tx tx, Call call, Filter filter) {
        BackupPage page = BackupPage.of(call.request(), context.settings().pageSize());
        List<Listing> found = tx.backups().page(filter, page.offset(), page.limit());
        ObjectNode body = Json.object();
        found.forEach(listing -> body.withArray("backups").add(view(listing)));
        body.withArray("backups");
        page.link(body, found.size(), call, Links.of(call, context.settings()));
        return Response.ok(body);
    }

    private static ObjectNode view(Listing listing) {
        Backup backup = listing.backup();
        ObjectNode view = Json.object()
                .put("id", backup.id())
                .put("name", backup.name())
                .put("description", backup.description())
                .put("locationRef", backup.location())
                .put("instance_id", backup.instanceId())
                .put("created", Json.date(backup.created()))
                .put("updated", Json.date(backup.updated()))
                .put("size", backup.size())
                .put("status", backup.state().name())
                .put("parent_id", backup.parentId())
                .put("project_id", backup.projectId())
                .put("storage_driver", backup.storageDriver());
        view.putObject("datastore")
                .put("type", listing.version().datastore())
                .put("version", listing.version().name())
                .put("version_id", listing.version().id());
        return view;
    }

    private Response show(Call call) {
        return context.read(tx -> Response.ok(Json.wrap("backup", view(find(tx, call)))));
    }

    private Listing find(Tx tx, Call call) {
        String id = call.id("id");
        return context.permitted(
                call, tx.backups().find(id), found -> found.backup().projectId(), id);
    }

    /** With it go those that go on from it. */
    private Response delete(Call call) {
        return context.write(tx -> {
            List<Backup> family = tx.backups().family(find(tx, call).backup().id());
            for (Backup backup : family) {
                if (backup.state().isRunning() && backup.updated().plus(LONGEST).isAfter(context.now())) {
                    throw Fault.unprocessable("Backup %s is running; wait for its end.".formatted(backup.id()));
                }
            }
            family.forEach(backup -> tx.backups().delete(backup.id()));
            return Response.accepted();
        });
    }

    private Response create(Call call) {
        JsonNode wanted = call.body(CatalogueSchemas.CREATE_BACKUP).path("backup");
        wanted.path("swift_container")
                .stringValueOpt()
                .filter(container -> !PLAIN.matcher(container).matches())
                .ifPresent(container -> {
                    throw Fault.badRequest("The swift_container %s has characters that are not allowed."
                            .formatted(Python.quote(container)));
                });
        return context.read(tx -> {
            if (wanted.has("restore_from")) {
                String version = wanted.path("restore_from")
                        .path("local_datastore_version_id")
                        .stringValue();
                if (tx.datastores().version(version).isEmpty()) {
                    throw Fault.badRequest("Datastore version '%s' cannot be found.".formatted(version));
                }
            } else {
                checkInstance(tx, call, wanted);
            }
            throw InstanceUpdates.notImplemented("Making a backup");
        });
    }

    private void checkInstance(Tx tx, Call call, JsonNode wanted) {
        String id =
                wanted.path("instance").stringValueOpt().orElseThrow(() -> Fault.badRequest("instance is missing."));
        Instances.Listing listing = context.permitted(
                call, tx.instances().listing(id), found -> found.instance().projectId(), id);
        context.status(listing).requireActionable();
        if (tx.backups().isRunning(id)) {
            throw Fault.unprocessable(
                    "Instance %s is not currently available for an action to be performed (instance status was BACKUP)."
                            .formatted(id));
        }
        wanted.path("parent_id")
                .stringValueOpt()
                .ifPresent(parent -> context.permitted(
                        call, tx.backups().find(parent), found -> found.backup().projectId(), parent));
    }
}
