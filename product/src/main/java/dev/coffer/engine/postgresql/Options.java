package dev.coffer.engine.postgresql;

import dev.coffer.engine.Node;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The server's configuration, from the size of its node. */
final class Options {
    static final String HEADER = "# Written by the agent; changes are lost.\n";

    private final Node node;
    private final PostgresqlPlaces places;

    Options(Node node, PostgresqlPlaces places) {
        this.node = node;
        this.places = places;
    }

    /**
     * With what a tenant has set in place of the defaults.
     *
     * @param closed whether nobody but the agent is let in
     */
    String text(Map<String, String> overrides, boolean closed) {
        Map<String, Object> options = all();
        overrides.forEach((name, value) -> {
            options.remove(name);
            options.put(name, value);
        });
        if (closed) {
            options.put("listen_addresses", "");
        }
        return HEADER + lines(options) + include(PostgresqlSynchrony.FILE) + include(Upstream.FILE);
    }

    private static String include(String file) {
        return "include_if_exists = " + quoted(file) + "\n";
    }

    static String lines(Map<String, ?> options) {
        return options.entrySet().stream()
                .map(option ->
                        option.getKey() + " = " + quoted(option.getValue().toString()) + "\n")
                .collect(Collectors.joining());
    }

    static String quoted(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
    }

    private Map<String, Object> all() {
        Map<String, Object> options = new LinkedHashMap<>();
        place(options);
        options.putAll(sizes(node.ram(), node.vcpus(), node.volumeSize()));
        durability(options);
        replication(options);
        logs(options);
        language(options);
        options.put("ssl", places.hasTls() ? "on" : "off");
        if (places.hasTls()) {
            options.put("ssl_ca_file", places.authority());
            options.put("ssl_cert_file", places.certificate());
            options.put("ssl_key_file", places.ownKey());
            options.put("ssl_min_protocol_version", "TLSv1.2");
        }
        return options;
    }

    private void place(Map<String, Object> options) {
        options.put("data_directory", places.dataDirectory());
        options.put("hba_file", places.access());
        options.put("ident_file", places.userMaps());
        options.put("unix_socket_directories", node.run());
        options.put("unix_socket_permissions", "0700");
        options.put(
                "listen_addresses",
                node.publicAddress() == null ? node.address() : node.address() + "," + node.publicAddress());
        options.put("port", PostgresqlEngine.PORT);
        options.put("password_encryption", "scram-sha-256");
        options.put("shared_preload_libraries", "");
    }

    /** What depends on the size of the node; GiB, MiB and cores. */
    static Map<String, Object> sizes(int ram, int vcpus, int volumeSize) {
        int volume = volumeSize * 1_024;
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("shared_buffers", mebibytes(Math.max(16, ram / 4)));
        options.put("effective_cache_size", mebibytes(Math.max(32, ram * 5L / 8)));
        options.put("max_connections", Math.clamp(ram / 8 + 36, 60, 1_000));
        options.put("work_mem", mebibytes(Math.clamp(ram / 512, 4, 64)));
        options.put("maintenance_work_mem", mebibytes(Math.clamp(ram / 16, 16, 1_024)));
        options.put("autovacuum_max_workers", vcpus < 4 ? 2 : 3);
        options.put("max_worker_processes", Math.max(8, vcpus));
        options.put("max_parallel_workers", Math.max(1, vcpus));
        options.put("max_parallel_workers_per_gather", Math.clamp(vcpus / 2, 0, 4));
        options.put("max_parallel_maintenance_workers", Math.clamp(vcpus / 2, 0, 4));
        options.put("min_wal_size", mebibytes(48));
        options.put("max_wal_size", mebibytes(Math.clamp(volume / 10, 96, 8_192)));
        options.put("temp_file_limit", mebibytes(volume / 4));
        return options;
    }

    private void durability(Map<String, Object> options) {
        options.put("wal_level", "replica");
        options.put("fsync", "on");
        options.put("full_page_writes", "on");
        options.put("synchronous_commit", "on");
        options.put("archive_mode", "off");
        options.put("superuser_reserved_connections", 5); // the agent's
    }

    /**
     * What a replica may still need is kept up to a part of the volume, and no slot keeps more for one that does not come back: a lost
     * replica never fills its primary's disk, it is made anew.
     */
    private void replication(Map<String, Object> options) {
        int volume = node.volumeSize() * 1_024;
        options.put("hot_standby", "on");
        options.put("max_wal_senders", 10);
        options.put("max_replication_slots", 10);
        options.put("wal_keep_size", mebibytes(Math.clamp(volume / 20, 48, 16_384)));
        options.put("max_slot_wal_keep_size", mebibytes(Math.max(128, volume / 4)));
        options.put("wal_sender_timeout", "10s");
        options.put("wal_receiver_timeout", "10s");
        options.put("wal_receiver_status_interval", "1s");
        options.put("wal_retrieve_retry_interval", "500ms");
        options.put("recovery_target_timeline", "latest");
    }

    /** Where they are is the agent's affair, which rotates them; what is in them is a tenant's, who says so by parameters. */
    private void logs(Map<String, Object> options) {
        options.put("logging_collector", "on");
        options.put("log_destination", "stderr");
        options.put("log_directory", node.log());
        options.put("log_filename", places.errorLog().getFileName());
        options.put("log_file_mode", "0600");
        options.put("log_rotation_age", 0);
        options.put("log_rotation_size", 0);
        options.put("log_truncate_on_rotation", "off");
        options.put("log_line_prefix", "%m [%p] %q%u@%d ");
        options.put("log_timezone", "UTC");
        options.put("log_checkpoints", "off");
    }

    /** The agent reads what the server says. */
    private static void language(Map<String, Object> options) {
        options.put("lc_messages", "C");
        options.put("lc_monetary", "C");
        options.put("lc_numeric", "C");
        options.put("lc_time", "C");
        options.put("timezone", "UTC");
        options.put("default_text_search_config", "pg_catalog.english");
        options.put("jit", "off");
    }

    private static String mebibytes(long count) {
        return count + "MB";
    }

    static Path conf(Node node, String file) {
        return node.conf().resolve(file);
    }
}
