package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.SwitchedLogs;
import java.util.LinkedHashMap;
import java.util.Map;

/** The server's option file, from the size of its node. */
final class MariadbOptions implements Options {
    /** What a process may open at most on common hosts; the server needs two per cached table and one per connection. */
    private static final int OPEN_FILES = 20_000;

    private final Node node;
    private final MariadbPlaces places;

    MariadbOptions(Node node, MariadbPlaces places) {
        this.node = node;
        this.places = places;
    }

    @Override
    public Map<String, Object> all() {
        Map<String, Object> options = new LinkedHashMap<>();
        place(options);
        options.putAll(sizes(node.ram(), node.vcpus(), node.volumeSize()));
        durability(options);
        replication(options);
        logs(options);
        if (places.hasTls()) {
            options.put("ssl_ca", places.authority());
            options.put("ssl_cert", places.certificate());
            options.put("ssl_key", places.key());
            options.put("tls_version", "TLSv1.2,TLSv1.3");
        }
        return options;
    }

    private void place(Map<String, Object> options) {
        options.put("datadir", places.dataDirectory());
        options.put("tmpdir", places.temporary());
        options.put("secure_file_priv", places.exchange());
        options.put("socket", places.socket());
        options.put(
                "bind_address",
                node.publicAddress() == null ? node.address() : node.address() + "," + node.publicAddress());
        options.put("port", MariadbEngine.PORT);
        options.put("skip_name_resolve", 1);
        options.put("symbolic_links", 0);
        options.put("character_set_server", CHARACTER_SET);
        // What these are by default depends on how the server was started.
        options.put("default_time_zone", "SYSTEM");
        options.put("lc_time_names", "en_US");
    }

    /** What depends on the size of the node; GiB, MiB and cores. */
    static Map<String, Object> sizes(int ram, int vcpus, int volumeSize) {
        Map<String, Object> options = new LinkedHashMap<>();
        int caches = Math.clamp(vcpus, 1, 4);
        int connections = Math.clamp(ram / 8 + 50, 80, 4_000);
        int tables = Math.clamp((OPEN_FILES - 1_000 - connections) / (2 * caches), 400, 2_000);
        options.put("innodb_buffer_pool_size", Options.mebibytes(bufferPool(ram)));
        options.put("innodb_log_file_size", Options.mebibytes(Math.clamp(volumeSize * 1_024L / 20, 32, 1_024)));
        options.put("max_connections", connections);
        options.put("table_open_cache", tables);
        options.put("table_open_cache_instances", caches);
        options.put("open_files_limit", connections + 2 * caches * tables + 100);
        options.put("key_buffer_size", Options.mebibytes(8));
        options.put("aria_pagecache_buffer_size", Options.mebibytes(ram < 2_048 ? 16 : 64));
        options.put("max_allowed_packet", Options.mebibytes(64));
        options.put("performance_schema", ram < 8_192 ? 0 : 1);
        return options;
    }

    private static int bufferPool(int ram) {
        int percent = ram < 1_536 ? 35 : ram < 6_144 ? 50 : 65;
        return Math.max(24, ram * percent / 100);
    }

    private int volume() {
        return node.volumeSize() * 1_024;
    }

    private void durability(Map<String, Object> options) {
        options.put("innodb_flush_log_at_trx_commit", 1);
        options.put("sync_binlog", 1);
        options.put("log_bin", "binlog");
        options.put("binlog_format", "ROW");
        options.put("log_bin_trust_function_creators", 1); // harmless with rows, and tenants have no SUPER
        options.put("binlog_expire_logs_seconds", 86_400);
        options.put("max_binlog_size", Options.mebibytes(Math.clamp(volume() / 40, 16, 256)));
        // 11.4 and later. Without the second, a server without replicas would keep its binary logs for ever.
        options.put("loose_max_binlog_total_size", Options.mebibytes(Math.max(64, volume() / 5)));
        options.put("loose_slave_connections_needed_for_purge", 0);
    }

    /**
     * One GTID domain for all: a set has one writer, and transactions a primary alone has then show as divergence. Server ids come
     * from addresses, which are unique among instances.
     *
     * <p>The source side of semi-synchronous replication is switched on only on a primary (see {@code MariadbReplication}): a replica
     * with it on would wait for acknowledgements of what it applies. A primary waits at most ten seconds and not at all when no replica
     * is connected: then it serves alone rather than not at all.
     */
    private void replication(Map<String, Object> options) {
        options.put("read_only", 1);
        options.put("skip_slave_start", 1);
        options.put("server_id", Options.serverId(node.address()));
        options.put("report_host", node.address());
        options.put("gtid_domain_id", 0);
        options.put("gtid_strict_mode", 1);
        options.put("log_slave_updates", 1);
        options.put("relay_log", "relay");
        options.put("relay_log_recovery", 1);
        options.put("slave_net_timeout", 10);
        options.put("master_retry_count", 4_294_967_295L);
        options.put("slave_parallel_threads", node.vcpus() < 2 ? 0 : Math.min(node.vcpus(), 8));
        options.put("slave_parallel_mode", "optimistic");
        options.put("rpl_semi_sync_slave_enabled", 1);
        options.put("rpl_semi_sync_master_wait_point", "AFTER_SYNC");
        options.put("rpl_semi_sync_master_timeout", 10_000);
        options.put("rpl_semi_sync_master_wait_no_slave", 0);
    }

    /** Where they are is the agent's affair, which rotates them; what is slow is a tenant's, who says so by a parameter. */
    private void logs(Map<String, Object> options) {
        SwitchedLogs switched = new SwitchedLogs(places.enabledLogs());
        options.put("log_error", places.errorLog());
        options.put("log_output", "FILE");
        options.put("general_log_file", places.generalLog());
        options.put("general_log", switched.isOn("general") ? 1 : 0);
        options.put("slow_query_log_file", places.slowLog());
        options.put("slow_query_log", switched.isOn("slow_query") ? 1 : 0);
        options.put("long_query_time", 1);
    }
}
