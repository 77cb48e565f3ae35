package dev.coffer.cli.view;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.terminal.Column;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An instance as rows and fields. */
public final class InstanceView {
    public static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("role", InstanceView::role),
            Column.of("status"),
            Column.of("health", row -> blankAsNull(row.string("operating_status"))),
            Column.of("address", InstanceView::address),
            Column.of("lag", InstanceView::lag),
            Column.of("datastore", row -> row.at("datastore").at("type").value()),
            Column.of("version", row -> row.at("datastore").at("version").value()),
            Column.of("flavor", row -> row.at("flavor").at("id").value()),
            Column.of("size", row -> row.at("volume").at("size").value()),
            Column.of("id"),
            Column.of("replica_of", row -> row.at("replica_of").at("id").value())
                    .quiet(),
            Column.of("created").quiet());

    private InstanceView() {}

    /** By name, replicas after their primary. */
    public static List<Json> sorted(List<Json> instances) {
        Map<String, String> names = new HashMap<>();
        instances.forEach(instance -> names.put(instance.string("id"), instance.string("name")));
        return instances.stream()
                .sorted(Comparator.comparing((Json instance) -> {
                            String primary = instance.at("replica_of").string("id");
                            return names.getOrDefault(primary, instance.string("name"));
                        })
                        .thenComparing(instance -> instance.has("replica_of"))
                        .thenComparing(instance -> instance.string("name")))
                .toList();
    }

    /** As observed, else as ordered; none for an instance on its own that says nothing. */
    public static @Nullable String role(Json instance) {
        String observed = instance.at("replication").string("role");
        if (!observed.isEmpty()) {
            return observed.toLowerCase(java.util.Locale.ROOT);
        }
        if (instance.has("replica_of")) {
            return "replica";
        }
        return instance.has("replicas") ? "primary" : null;
    }

    /** The first one; on a public network if there is one. */
    public static @Nullable String address(Json instance) {
        List<Json> addresses = instance.items("addresses");
        return addresses.stream()
                .filter(address -> address.string("type").equals("public"))
                .findFirst()
                .or(() -> addresses.stream().findFirst())
                .map(address -> address.string("address"))
                .or(() -> instance.items("ip").stream().findFirst().map(ip -> String.valueOf(ip.value())))
                .orElse(null);
    }

    /** Seconds a replica is behind. */
    public static @Nullable Object lag(Json instance) {
        return instance.at("replication").at("lag_seconds").value();
    }

    public static Map<String, @Nullable Object> fields(Json instance) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", instance.string("id"));
        fields.put("name", instance.string("name"));
        fields.put("status", instance.string("status"));
        fields.put("health", blankAsNull(instance.string("operating_status")));
        add(fields, "problem", blankAsNull(instance.at("fault").string("message")));
        add(fields, "problem_since", instance.at("fault").at("created").value());
        add(fields, "role", role(instance));
        add(fields, "datastore", instance.at("datastore").at("type").value());
        add(fields, "version", instance.at("datastore").at("version").value());
        add(
                fields,
                "version_number",
                instance.at("datastore").at("version_number").value());
        add(fields, "flavor", instance.at("flavor").at("id").value());
        add(fields, "size", instance.at("volume").at("size").value());
        add(fields, "used", instance.at("volume").at("used").value());
        add(fields, "addresses", texts(instance.items("addresses"), "address"));
        add(fields, "public", instance.at("access").at("is_public").value());
        add(fields, "allowed_cidrs", instance.at("access").at("allowed_cidrs").value());
        add(fields, "replica_of", instance.at("replica_of").at("id").value());
        add(fields, "replicas", texts(instance.items("replicas"), "id"));
        replication(fields, instance.at("replication"));
        add(fields, "configuration", instance.at("configuration").at("id").value());
        add(fields, "region", instance.at("region").value());
        add(fields, "project_id", instance.at("tenant_id").value());
        add(fields, "created", instance.at("created").value());
        add(fields, "updated", instance.at("updated").value());
        return fields;
    }

    private static void replication(Map<String, @Nullable Object> fields, Json replication) {
        add(fields, "lag", replication.at("lag_seconds").value());
        add(fields, "lag_bytes", replication.at("lag_bytes").value());
        add(fields, "synchronous", replication.at("synchronous").value());
        add(fields, "position", replication.at("position").value());
        add(fields, "term", replication.at("term").value());
        add(fields, "observed_at", replication.at("observed_at").value());
    }

    private static void add(Map<String, @Nullable Object> fields, String key, @Nullable Object value) {
        if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
            fields.put(key, value);
        }
    }

    private static List<String> texts(List<Json> items, String key) {
        return items.stream().map(item -> item.string(key)).toList();
    }

    private static @Nullable String blankAsNull(String text) {
        return text.isBlank() ? null : text;
    }
}
