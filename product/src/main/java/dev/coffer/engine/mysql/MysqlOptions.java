package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.util.Map;

/** MySQL's option file, from the size of its node. What belongs to plugins is loose: none is there while the data are made. */
final class MysqlOptions implements Options {
    private final Node node;
    private final MysqlPlaces places;

    MysqlOptions(Node node, MysqlPlaces places) {
        this.node = node;
        this.places = places;
    }

    @Override
    public Map<String, Object> all() {
        Map<String, Object> options = new SharedOptions(places, MysqlEngine.PORT).all();
        options.put("secure_file_priv", "NULL");
        options.put("mysqlx", 0);
        options.put("persisted_globals_load", 0); // what is set is in this file
        options.put("partial_revokes", 1);
        // Seeds have the tables of InnoDB only.
        options.put("disabled_storage_engines", "MyISAM,ARCHIVE,BLACKHOLE,CSV,FEDERATED,MERGE,NDB");
        options.putAll(sizes(node.ram(), node.vcpus(), node.volumeSize()));
        replication(options);
        return options;
    }

    /** What depends on the size of the node; MiB, cores and GiB. */
    static Map<String, Object> sizes(int ram, int vcpus, int volumeSize) {
        boolean small = ram < 2_048;
        int tables = small ? 400 : 2_000;
        Map<String, Object> options = SharedOptions.sizes(ram, vcpus, tables);
        options.put("table_definition_cache", tables);
        options.put("innodb_buffer_pool_size", Options.mebibytes(bufferPool(ram)));
        options.put("innodb_redo_log_capacity", Options.mebibytes(Math.clamp(volumeSize * 1_024L / 20, 32, 2_048)));
        options.put("innodb_log_buffer_size", Options.mebibytes(small ? 8 : 32));
        options.put("temptable_max_ram", Options.mebibytes(Math.clamp(ram / 16, 16, 1_024)));
        return options;
    }

    /** The server needs more beside it than MariaDB does. */
    private static int bufferPool(int ram) {
        int percent = ram < 1_536 ? 20 : ram < 6_144 ? 40 : 60;
        return Math.max(24, ram * percent / 100);
    }

    private void replication(Map<String, Object> options) {
        options.put("plugin_load", "\"mysql_clone.so;semisync_source.so;semisync_replica.so\"");
        options.put("super_read_only", 1);
        options.put("skip_replica_start", 1);
        options.put("gtid_mode", "ON");
        options.put("enforce_gtid_consistency", "ON");
        options.put("replica_net_timeout", 10);
        options.put("replica_parallel_workers", Math.clamp(node.vcpus(), 1, 8));
        options.put("loose_rpl_semi_sync_replica_enabled", 1);
        options.put("loose_rpl_semi_sync_source_wait_point", "AFTER_SYNC");
        options.put("loose_rpl_semi_sync_source_timeout", 10_000);
        options.put("loose_rpl_semi_sync_source_wait_no_replica", 0);
    }
}
