package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.SwitchedLogs;
import java.util.LinkedHashMap;
import java.util.Map;

/** MySQL's option file, from the size of its node. What belongs to plugins is loose: none is there while the data are made. */
final class MysqlOptions implements Options {
    /** What a process may open at most on common hosts; the server needs two per cached table and one per connection. */
    private static final int OPEN_FILES = 20_000;

    private final Node node;
    private final MysqlPlaces places;

    MysqlOptions(Node node, MysqlPlaces places) {
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
        options.put("secure_file_priv", "NULL");
        options.put("socket", places.socket());
        options.put(
                "bind_address",
                node.publicAddress() == null ? node.address() : node.address() + "," + node.publicAddress());
        options.put("port", MysqlEngine.PORT);
        options.put("mysqlx", 0);
        options.put("skip_name_resolve", 1);
        options.put("persisted_globals_load", 0); // what is set is in this file
        options.put("partial_revokes", 1);
        // Seeds have the tables of InnoDB only.
        options.put("disabled_storage_engines", "MyISAM,ARCHIVE,BLACKHOLE,CSV,FEDERATED,MERGE,NDB");
        options.put("character_set_server", CHARACTER_SET);
        // What these are by default depends on how the server was started.
        options.put("default_time_zone", "SYSTEM");
        options.put("lc_time_names", "en_US");
    }

    /** What depends on the size of the node; GiB, MiB and cores. */
    static Map<String, Object> sizes(int ram, int vcpus, int volumeSize) {
        Map<String, Object> options = new LinkedHashMap<>();
        boolean small = ram < 2_048;
        int caches = Math.clamp(vcpus, 1, 4);
        int connections = Math.clamp(ram / 8 + 50, 80, 4_000);
        int tables = Math.clamp((OPEN_FILES - 1_000 - connections) / (2 * caches), 400, small ? 400 : 2_000);
        options.put("innodb_buffer_pool_size", Options.mebibytes(bufferPool(ram)));
        options.put("innodb_redo_log_capacity", Options.mebibytes(Math.clamp(volumeSize * 1_024L / 20, 32, 2_048)));
        options.put("innodb_log_buffer_size", Options.mebibytes(small ? 8 : 32));
        options.put("temptable_max_ram", Options.mebibytes(Math.clamp(ram / 16, 16, 1_024)));
        options.put("max_connections", connections);
        options.put("table_open_cache", tables);
        options.put("table_open_cache_instances", caches);
        options.put("table_definition_cache", small ? 400 : 2_000);
        options.put("open_files_limit", connections + 2 * caches * tables + 100);
        options.put("key_buffer_size", Options.mebibytes(8));
        options.put("max_allowed_packet", Options.mebibytes(64));
        options.put("performance_schema", ram < 8_192 ? 0 : 1);
        return options;
    }

    /** The server needs more beside it than MariaDB does. */
    private static int bufferPool(int ram) {
        int percent = ram < 1_536 ? 20 : ram < 6_144 ? 40 : 60;
        return Math.max(24, ram * percent / 100);
    }

    private void durability(Map<String, Object> options) {
        options.put("innodb_flush_log_at_trx_commit", 1);
        options.put("sync_binlog", 1);
        options.put("log_bin", "binlog");
        options.put("log_bin_trust_function_creators", 1); // harmless with rows, and tenants have no SUPER
        options.put("binlog_expire_logs_seconds", 86_400);
        options.put("max_binlog_size", Options.mebibytes(Math.clamp(node.volumeSize() * 1_024L / 40, 16, 256)));
    }

    /**
     * The source side of semi-synchronous replication is switched on only on a primary (see {@code MysqlReplication}): a replica with
     * it on would wait for acknowledgements of what it applies. A primary waits at most ten seconds and not at all when no replica is
     * connected: then it serves alone rather than not at all.
     */
    private void replication(Map<String, Object> options) {
        options.put("plugin_load", "\"mysql_clone.so;semisync_source.so;semisync_replica.so\"");
        options.put("super_read_only", 1);
        options.put("skip_replica_start", 1);
        options.put("server_id", Options.serverId(node.address()));
        options.put("report_host", node.address());
        options.put("gtid_mode", "ON");
        options.put("enforce_gtid_consistency", "ON");
        options.put("relay_log", "relay");
        options.put("relay_log_recovery", 1);
        options.put("replica_net_timeout", 10);
        options.put("replica_parallel_workers", Math.clamp(node.vcpus(), 1, 8));
        options.put("loose_rpl_semi_sync_replica_enabled", 1);
        options.put("loose_rpl_semi_sync_source_wait_point", "AFTER_SYNC");
        options.put("loose_rpl_semi_sync_source_timeout", 10_000);
        options.put("loose_rpl_semi_sync_source_wait_no_replica", 0);
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
