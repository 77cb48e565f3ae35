package dev.coffer.engine.cassandra;

import java.util.Set;

/**
 * What is Coffer's to set. Cassandra's settings say neither what they are for nor what harm they do (files, addresses, durability, who
 * gets in), so it is the other way round: all but those that are known to be harmless.
 */
final class Owned {
    static final Set<String> TENANTS = Set.of(
            "allow_filtering_enabled",
            "alter_table_enabled",
            "batch_size_fail_threshold",
            "batch_size_warn_threshold",
            "cas_contention_timeout",
            "column_index_size",
            "columns_per_table_fail_threshold",
            "columns_per_table_warn_threshold",
            "compact_tables_enabled",
            "compaction_throughput",
            "concurrent_compactors",
            "concurrent_counter_writes",
            "concurrent_materialized_view_writes",
            "concurrent_reads",
            "concurrent_writes",
            "counter_cache_save_period",
            "counter_write_request_timeout",
            "disk_optimization_strategy",
            "dynamic_data_masking_enabled",
            "fields_per_udt_fail_threshold",
            "fields_per_udt_warn_threshold",
            "gc_log_threshold",
            "gc_warn_threshold",
            "group_by_enabled",
            "in_select_cartesian_product_fail_threshold",
            "in_select_cartesian_product_warn_threshold",
            "index_summary_resize_interval",
            "items_per_collection_fail_threshold",
            "items_per_collection_warn_threshold",
            "key_cache_save_period",
            "materialized_views_enabled",
            "materialized_views_per_table_fail_threshold",
            "materialized_views_per_table_warn_threshold",
            "memtable_flush_writers",
            "native_transport_idle_timeout",
            "native_transport_max_frame_size",
            "partition_keys_in_select_fail_threshold",
            "partition_keys_in_select_warn_threshold",
            "range_request_timeout",
            "read_before_write_list_operations_enabled",
            "read_request_timeout",
            "request_timeout",
            "row_cache_save_period",
            "row_cache_size",
            "sasi_indexes_enabled",
            "secondary_indexes_enabled",
            "secondary_indexes_per_table_fail_threshold",
            "secondary_indexes_per_table_warn_threshold",
            "slow_query_log_timeout",
            "sstable_preemptive_open_interval",
            "tombstone_failure_threshold",
            "tombstone_warn_threshold",
            "trickle_fsync",
            "trickle_fsync_interval",
            "truncate_request_timeout",
            "uncompressed_tables_enabled",
            "unlogged_batch_across_partitions_warn_threshold",
            "user_timestamps_enabled",
            "vector_dimensions_fail_threshold",
            "vector_dimensions_warn_threshold",
            "vector_type_enabled",
            "write_request_timeout");

    private Owned() {}

    static boolean covers(String name) {
        return !TENANTS.contains(name);
    }
}
