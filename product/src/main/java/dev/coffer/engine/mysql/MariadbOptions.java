package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.util.Map;

/** MariaDB's option file, from the size of its node. */
final class MariadbOptions implements Options {
    private final Node node;
    private final MariadbPlaces places;

    MariadbOptions(Node node, MariadbPlaces places) {
        this.node = node;
        this.places = places;
    }

    @Override
    public Map<String, Object> all() {
        Map<String, Object> options = new SharedOptions(places, MariadbEngine.PORT).all();
        options.put("secure_file_priv", places.exchange());
        options.put("symbolic_links", 0);
        options.putAll(sizes(node.ram(), node.vcpus(), node.volumeSize()));
        binaryLogs(options);
        replication(options);
        return options;
    }

    /** What depends on the size of the node; MiB, cores and GiB. */
    static Map<String, Object> sizes(int ram, int vcpus, int volumeSize) {
        Map<String, Object> options = SharedOptions.sizes(ram, vcpus, 2_000);
        options.put("innodb_buffer_pool_size", Options.mebibytes(bufferPool(ram)));
        options.put("innodb_log_file_size", Options.mebibytes(Math.clamp(volumeSize * 1_024L / 20, 32, 1_024)));
        options.put("aria_pagecache_buffer_size", Options.mebibytes(ram < 2_048 ? 16 : 64));
        return options;
    }

    private static int bufferPool(int ram) {
        int percent = ram < 1_536 ? 35 : ram < 6_144 ? 50 : 65;
        return Math.max(24, ram * percent / 100);
    }

    private void binaryLogs(Map<String, Object> options) {
        options.put("binlog_format", "ROW");
        // 11.4 and later. Without the second, a server without replicas would keep its binary logs for ever.
        options.put("loose_max_binlog_total_size", Options.mebibytes(Math.max(64, node.volumeSize() * 1_024 / 5)));
        options.put("loose_slave_connections_needed_for_purge", 0);
    }

    /** One GTID domain for all: a set has one writer, and transactions a primary alone has then show as divergence. */
    private void replication(Map<String, Object> options) {
        options.put("read_only", 1);
        options.put("skip_slave_start", 1);
        options.put("gtid_domain_id", 0);
        options.put("gtid_strict_mode", 1);
        options.put("log_slave_updates", 1);
        options.put("slave_net_timeout", 10);
        options.put("master_retry_count", 4_294_967_295L);
        options.put("slave_parallel_threads", node.vcpus() < 2 ? 0 : Math.min(node.vcpus(), 8));
        options.put("slave_parallel_mode", "optimistic");
        options.put("rpl_semi_sync_slave_enabled", 1);
        options.put("rpl_semi_sync_master_wait_point", "AFTER_SYNC");
        options.put("rpl_semi_sync_master_timeout", 10_000);
        options.put("rpl_semi_sync_master_wait_no_slave", 0);
    }
}
