package dev.coffer.api;

import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.Trouble;
import dev.coffer.store.Instances.Listing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of an instance, for one caller. */
final class InstanceView {
    private static final double GIB = 1L << 30;

    private final Links links;
    private final boolean admin;
    private final String region;

    InstanceView(Call call, Settings settings) {
        this.links = Links.of(call, settings);
        this.admin = call.caller().isAdmin();
        this.region = settings.region();
    }

    /** A row of the list. */
    ObjectNode simple(Listing listing, InstanceStatus status) {
        Instance instance = listing.instance();
        ObjectNode view = Json.object();
        view.put("id", instance.id());
        view.put("name", instance.name());
        view.put("status", status.word());
        view.put("operating_status", status.operatingWord());
        view.set("links", links.to("instances", instance.id()));
        view.set("flavor", reference("flavors", instance.flavorId()));
        view.putObject("datastore")
                .put("type", listing.version().datastore())
                .put("version", listing.version().name());
        view.put("region", region);
        view.set("access", access(instance));
        if (admin) {
            view.put("tenant_id", instance.projectId());
        }
        view.putObject("volume").put("size", instance.volumeSize());
        addAddress(view, instance);
        if (instance.replicaOf() != null) {
            view.set("replica_of", reference("instances", instance.replicaOf()));
        }
        if (!listing.replicas().isEmpty()) {
            ArrayNode replicas = view.putArray("replicas");
            listing.replicas().forEach(id -> replicas.add(reference("instances", id)));
        }
        return view;
    }

    /** A row of the detailed list, and the answer to a create. */
    ObjectNode detail(Listing listing, InstanceStatus status) {
        Instance instance = listing.instance();
        ObjectNode view = simple(listing, status);
        ((ObjectNode) view.get("datastore"))
                .put("version_number", listing.version().number());
        view.put("created", Json.date(instance.created()));
        view.put("updated", Json.date(instance.updated()));
        view.put(
                "service_status_updated",
                Json.date(listing.report().map(Report::at).orElse(instance.created())));
        Trouble trouble = instance.trouble() == null ? complaint(listing, status) : instance.trouble();
        if (trouble != null) {
            view.putObject("fault")
                    .put("message", trouble.message())
                    .put("created", Json.date(trouble.created()))
                    .put("details", admin ? trouble.details() : null);
        }
        if (instance.configurationId() != null) {
            ObjectNode configuration = reference("configurations", instance.configurationId());
            view.set("configuration", configuration.put("name", listing.configuration()));
        }
        if (admin) {
            view.put("server_id", instance.id());
            view.put("volume_id", instance.id());
            view.put("encrypted_rpc_messaging", true);
        }
        listing.report().ifPresent(report -> addReplication(view, report));
        return view;
    }

    /** What its agent says is wrong, as long as it is heard of. */
    private static @Nullable Trouble complaint(Listing listing, InstanceStatus status) {
        Report report = listing.report().orElse(null);
        if (report == null || report.problem() == null || !status.showsUse()) {
            return null;
        }
        return status.service() == report.status() ? new Trouble(report.problem(), report.at(), null) : null;
    }

    /** One instance on its own, with what its agent measured. */
    ObjectNode full(Listing listing, InstanceStatus status) {
        ObjectNode view = detail(listing, status);
        Long used = listing.report().map(Report::volumeUsed).orElse(null);
        if (used != null && status.showsUse()) {
            double gigabytes = used / GIB;
            ((ObjectNode) view.get("volume"))
                    .put("used", rounded(gigabytes))
                    .put(
                            "used_percent",
                            rounded(100 * gigabytes / listing.instance().volumeSize()));
        }
        return view;
    }

    static double gigabytes(long bytes) {
        return rounded(bytes / GIB);
    }

    private static double rounded(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).doubleValue();
    }

    private static void addReplication(ObjectNode view, Report report) {
        if (report.role() != null) {
            view.putObject("replication")
                    .put("role", report.role().name())
                    .put("position", report.position())
                    .put("lag_seconds", report.lagSeconds())
                    .put("lag_bytes", bytes(report))
                    .put("synchronous", synchronous(report))
                    .put("term", report.term())
                    .put("observed_at", Json.date(report.at()));
        }
    }

    private static @Nullable Long bytes(Report report) {
        Double lag = report.metrics().get("lag_bytes");
        return lag == null ? null : lag.longValue();
    }

    /** Whether the primary waits for a replica now; null of a replica, and where the engine cannot. */
    private static @Nullable Boolean synchronous(Report report) {
        Double metric = report.role() == Role.PRIMARY ? report.metrics().get("synchronous") : null;
        return metric == null ? null : metric > 0;
    }

    private ObjectNode reference(String collection, String id) {
        ObjectNode reference = Json.object().put("id", id);
        reference.set("links", links.to(collection, id));
        return reference;
    }

    private static ObjectNode access(Instance instance) {
        Access access = instance.access();
        ObjectNode view = Json.object();
        if (access.isPublic() != null) {
            view.put("is_public", access.isPublic());
        }
        if (!access.allowedCidrs().isEmpty()) {
            ArrayNode cidrs = view.putArray("allowed_cidrs");
            access.allowedCidrs().forEach(cidrs::add);
        }
        if (view.isEmpty() && instance.address() != null) {
            view.put("is_public", false);
        }
        return view;
    }

    /** The private one first, since clients take it so. */
    private static void addAddress(ObjectNode view, Instance instance) {
        if (instance.address() != null) {
            addAddress(view, instance.address(), "private");
        }
        if (instance.publicAddress() != null && instance.access().opensPublicAddress()) {
            addAddress(view, instance.publicAddress(), "public");
        }
    }

    private static void addAddress(ObjectNode view, String address, String type) {
        view.withArray("ip").add(address);
        view.withArray("addresses").addObject().put("address", address).put("type", type);
    }
}
