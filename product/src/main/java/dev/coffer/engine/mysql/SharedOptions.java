package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.SwitchedLogs;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the option files of both servers say alike. */
record SharedOptions(SqlPlaces places, int port) {
    /** What a process may open at most on common hosts; the server needs two per cached table and one per connection. */
    private static final int OPEN_FILES = 20_000;

    /** All but the sizes. The caller may change it. */
    Map<String, Object> all() {
        Map<String, Object> options = new LinkedHashMap<>();
        place(options);
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
        Node node = places.node();
        options.put("datadir", places.dataDirectory());
        options.put("tmpdir", places.temporary());
        options.put("socket", places.socket());
        options.put(
                "bind_address",
                node.publicAddress() == null ? node.address() : node.address() + "," + node.publicAddress());
        options.put("port", port);
        options.put("skip_name_resolve", 1);
        options.put("character_set_server", Options.CHARACTER_SET);
        // What these are by default depends on how the server was started.
        options.put("default_time_zone", "SYSTEM");
        options.put("lc_time_names", "en_US");
    }

    private void durability(Map<String, Object> options) {
        options.put("innodb_flush_log_at_trx_commit", 1);
        options.put("sync_binlog", 1);
        options.put("log_bin", "binlog");
        options.put("log_bin_trust_function_creators", 1); // harmless with rows, and tenants have no SUPER
        options.put("binlog_expire_logs_seconds", 86_400);
        long volume = places.node().volumeSize() * 1_024L;
        options.put("max_binlog_size", Options.mebibytes(Math.clamp(volume / 40, 16, 256)));
    }

    /**
     * Server ids come from addresses, which are unique among instances.
     *
     * <p>The source side of semi-synchronous replication, whose options each server names in its own way, is switched on only on a
     * primary (see {@link SqlReplication}): a replica with it on would wait for acknowledgements of what it applies. A primary waits at
     * most ten seconds and not at all when no replica is connected: then it serves alone rather than not at all.
     */
    private void replication(Map<String, Object> options) {
        String address = places.node().address();
        options.put("server_id", Options.serverId(address));
        options.put("report_host", address);
        options.put("relay_log", "relay");
        options.put("relay_log_recovery", 1);
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

    /**
     * What depends on the size of the node; MiB and cores.
     *
     * @param mostTables that are kept open
     */
    static Map<String, Object> sizes(int ram, int vcpus, int mostTables) {
        Map<String, Object> options = new LinkedHashMap<>();
        int caches = Math.clamp(vcpus, 1, 4);
        int connections = Math.clamp(ram / 8 + 50, 80, 4_000);
        int tables = Math.clamp((OPEN_FILES - 1_000 - connections) / (2 * caches), 400, mostTables);
        options.put("max_connections", connections);
        options.put("table_open_cache", tables);
        options.put("table_open_cache_instances", caches);
        options.put("open_files_limit", connections + 2 * caches * tables + 100);
        options.put("key_buffer_size", Options.mebibytes(8));
        options.put("max_allowed_packet", Options.mebibytes(64));
        options.put("performance_schema", ram < 8_192 ? 0 : 1);
        return options;
    }
}
