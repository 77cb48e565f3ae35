package dev.coffer.api;

import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.RootHistory;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.store.History.Entry;
import dev.coffer.store.Instances.Listing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of an instance for those who manage the installation: an administrator's, and what it runs on. */
final class ManagedInstanceView {
    private static final String ZONE = "nova";

    private final Context context;
    private final InstanceView view;

    ManagedInstanceView(Call call, Context context) {
        this.context = context;
        this.view = new InstanceView(call, context.settings());
    }

    /** What is shown of an entry; nothing of a deleted one answers any more. */
    private record Shown(
            Listing listing,
            InstanceStatus status,
            @Nullable Instant deleted,
            String task) {
        Instance instance() {
            return listing.instance();
        }
    }

    private Shown shown(Entry entry) {
        Listing listing = entry.listing();
        if (entry.deleted() == null) {
            return new Shown(
                    listing,
                    context.status(listing),
                    null,
                    listing.instance().task().text());
        }
        Instance gone =
                listing.instance().withTask(Task.DELETING, listing.instance().trouble());
        Listing bare = new Listing(
                gone.withAddresses(null, null),
                listing.version(),
                listing.report(),
                listing.replicas(),
                listing.configuration());
        InstanceStatus status = new InstanceStatus(gone, ServiceStatus.DELETED);
        return new Shown(bare, status, entry.deleted(), Task.NONE.text());
    }

    /** A row of the list. */
    ObjectNode row(Entry entry) {
        Shown shown = shown(entry);
        ObjectNode row = row(shown);
        row.set("server", server(shown));
        return row;
    }

    private ObjectNode row(Shown shown) {
        ObjectNode row = view.detail(shown.listing(), shown.status());
        row.put("service_status", shown.status().service().word());
        row.put("deleted", shown.deleted() != null);
        row.put("deleted_at", Json.date(shown.deleted()));
        row.put("task_description", shown.task());
        return row;
    }

    /** One instance on its own. */
    ObjectNode full(Entry entry, Optional<RootHistory> root) {
        Shown shown = shown(entry);
        Instance instance = shown.instance();
        ObjectNode full = row(shown);
        ObjectNode server = server(shown);
        if (server != null) {
            server.put("deleted", false).putNull("deleted_at").put("local_id", 0);
            server.set("addresses", full.path("addresses").deepCopy());
        }
        full.set("server", server);
        full.set("volume", volume(shown));
        full.putObject("guest_status").put("state_description", shown.status().serviceText());
        root.ifPresent(
                first -> full.put("root_enabled", Json.date(first.enabled())).put("root_enabled_by", first.userId()));
        full.put("tenant_id", instance.projectId());
        return full;
    }

    /** Null when there is none yet, or none any more. */
    private static @Nullable ObjectNode server(Shown shown) {
        Instance instance = shown.instance();
        if (instance.address() == null) {
            return null;
        }
        return Json.object()
                .put("id", instance.id())
                .put("name", instance.name())
                .put("status", serverStatus(shown.status()))
                .put("tenant_id", instance.projectId())
                .put("host", Hosts.NAME);
    }

    /** In the words of OpenStack's compute service, as far as an agent that is heard of tells. */
    private static String serverStatus(InstanceStatus status) {
        return switch (status.service()) {
            case NEW, BUILDING -> "BUILD";
            case AGENT_LOST, UNKNOWN -> "UNKNOWN";
            case DELETED -> "DELETED";
            case RUNNING,
                    HEALTHY,
                    BLOCKED,
                    RESTARTING,
                    SHUTDOWN,
                    CRASHED,
                    FAILED,
                    PROMOTING,
                    EJECTING,
                    RESTART_REQUIRED -> "ACTIVE";
        };
    }

    private static ObjectNode volume(Shown shown) {
        Instance instance = shown.instance();
        ObjectNode volume = Json.object();
        volume.putArray("attachments");
        volume.put("availability_zone", ZONE)
                .put("created_at", Json.date(instance.created()) + ".000000")
                .put("id", instance.id())
                .put("size", instance.volumeSize())
                .put("status", shown.deleted() == null ? "in-use" : "deleted");
        Long used = shown.listing().report().map(Report::volumeUsed).orElse(null);
        if (used != null && shown.status().showsUse()) {
            volume.put("used", InstanceView.gigabytes(used));
        }
        return volume.put("total", (double) instance.volumeSize());
    }
}
