package dev.coffer.engine.mysql;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Options that are not for tenants, by name: those that Coffer sets itself, and those that would reach files, the network or other
 * programs, give up durability, break replication, or shut the agent out.
 *
 * <p>A text may be a path or SQL, so texts are the other way round: only {@link #HARMLESS_TEXTS} are for tenants.
 */
final class MariadbOwned {
    static final Set<String> HARMLESS_TEXTS =
            Set.of("character_set_server", "collation_server", "lc_time_names", "time_zone");

    /** Whole families. */
    private static final List<String> FAMILIES = List.of(
            "aria_log_",
            "aria_sync_",
            "binlog_",
            "bind_",
            "core_",
            "debug",
            "encrypt_",
            "extra_",
            "feedback",
            "gtid_",
            "ignore_",
            "init_",
            "innodb_data_",
            "innodb_encrypt",
            "innodb_force_",
            "innodb_log_file_",
            "innodb_undo_",
            "log_bin",
            "log_slave_",
            "log_tc",
            "loose",
            "master_",
            "max_binlog_",
            "max_relay_log_",
            "old",
            "plugin",
            "proxy_",
            "read_binlog_",
            "relay_",
            "replicate_",
            "report_",
            "rpl_",
            "secure_",
            "server_",
            "skip_",
            "slave_",
            "ssl",
            "sync_",
            "tls_",
            "wsrep_");

    /** What only looks like one of them. */
    private static final Set<String> HARMLESS = Set.of(
            "binlog_annotate_row_events",
            "binlog_cache_size",
            "binlog_row_image",
            "binlog_row_metadata",
            "binlog_stmt_cache_size",
            "innodb_force_primary_key",
            "innodb_log_file_size",
            "innodb_undo_log_truncate",
            "log_slave_slow_statements",
            "max_binlog_cache_size",
            "max_binlog_stmt_cache_size",
            "max_seeks_for_key",
            "old_mode",
            "skip_show_database");

    private static final Set<String> SINGLE = Set.of(
            "allow_suspicious_udfs", // loads code
            "aria_block_size",
            "aria_encrypt_tables",
            "aria_group_commit",
            "basedir",
            "datadir",
            "default_password_lifetime", // would end the agent's and the replicas' passwords
            "enforce_storage_engine",
            "expire_logs_days",
            "external_locking",
            "general_log", // switched as a log
            "innodb_buffer_pool_in_core_dump",
            "innodb_buffer_pool_size_max",
            "innodb_checksum_algorithm",
            "innodb_default_encryption_key_id",
            "innodb_doublewrite",
            "innodb_encryption_rotate_key_age",
            "innodb_encryption_rotation_iops",
            "innodb_encryption_threads",
            "innodb_fast_shutdown",
            "innodb_flush_log_at_timeout",
            "innodb_flush_log_at_trx_commit",
            "innodb_flush_method",
            "innodb_immediate_scrub_data_uncompressed",
            "innodb_linux_aio",
            "innodb_max_purge_lag_wait",
            "innodb_numa_interleave",
            "innodb_open_files",
            "innodb_page_size",
            "innodb_read_only",
            "innodb_use_atomic_writes",
            "innodb_use_native_aio",
            "keep_files_on_create",
            "large_pages",
            "locked_in_memory",
            "lc_messages", // the agent reads what the server says
            "log_error",
            "log_output",
            "log_slow_query", // the newer name of slow_query_log
            "lower_case_table_names",
            "max_password_errors", // strangers could lock the replicas out
            "max_session_mem_used", // would end the agent's sessions
            "myisam_block_size",
            "mysql56_temporal_format",
            "open_files_limit",
            "port",
            "read_only",
            "slow_query_log",
            "socket",
            "strict_password_validation",
            "super_read_only",
            "symbolic_links",
            "tc_heuristic_recover",
            "thread_handling", // one of its values serves one connection at a time
            "transaction_read_only",
            "tx_read_only");

    /** Names of files, directories and addresses, and what acts once when it is set. */
    private static final Pattern SHAPES = Pattern.compile(
            ".*_(dir|directory|path|file|filename|basename|tmpdir|address|socket|port|now|abort|provider|key|cert|ca)"
                    + "|.*(tmpdir|datadir|basedir)");

    private MariadbOwned() {}

    /** @param name in lower case with underscores */
    static boolean covers(String name) {
        if (HARMLESS.contains(name)) {
            return false;
        }
        return SINGLE.contains(name)
                || FAMILIES.stream().anyMatch(name::startsWith)
                || SHAPES.matcher(name).matches();
    }
}
