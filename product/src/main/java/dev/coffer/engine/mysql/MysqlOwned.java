package dev.coffer.engine.mysql;

import java.util.List;
import java.util.Set;

/** Options of MySQL that are not for tenants: those of the family, and its own. */
final class MysqlOwned {
    static final Set<String> HARMLESS_TEXTS = MariadbOwned.HARMLESS_TEXTS;

    /** Whole families. */
    private static final List<String> FAMILIES = List.of(
            "admin_",
            "authentication_",
            "auto_generate_",
            "caching_sha2_password_",
            "clone_",
            "connection_memory_",
            "early_plugin_",
            "enforce_gtid_",
            "global_connection_memory_",
            "group_replication_",
            "innodb_doublewrite",
            "innodb_log_",
            "innodb_redo_log_",
            "keyring_",
            "mysql_native_password",
            "mysqlx",
            "partial_",
            "password_",
            "persist",
            "protocol_",
            "replica_",
            "replication_",
            "sha256_",
            "source_");

    /** What only looks like one of them. */
    private static final Set<String> HARMLESS =
            Set.of("innodb_log_buffer_size", "innodb_log_compressed_pages", "innodb_redo_log_capacity");

    private static final Set<String> SINGLE = Set.of(
            "check_proxy_users",
            "create_admin_listener_thread",
            "default_table_encryption",
            "disabled_storage_engines",
            "disconnect_on_expired_password",
            "innodb_dedicated_server",
            "innodb_fsync_threshold",
            "innodb_use_fdatasync",
            "innodb_validate_tablespace_paths",
            "log_error_services",
            "log_error_suppression_list",
            "log_error_verbosity",
            "log_raw", // would write passwords
            "log_replica_updates",
            "log_timestamps", // the agent reads them
            "mandatory_roles",
            "offline_mode",
            "performance_schema_show_processlist",
            "rbr_exec_mode",
            "restrict_fk_on_non_standard_key",
            "sql_log_off",
            "sql_replica_skip_counter",
            "sql_slave_skip_counter",
            "table_encryption_privilege_check",
            "upgrade");

    private MysqlOwned() {}

    /** @param name in lower case with underscores */
    static boolean covers(String name) {
        if (HARMLESS.contains(name)) {
            return false;
        }
        return MariadbOwned.covers(name)
                || SINGLE.contains(name)
                || FAMILIES.stream().anyMatch(name::startsWith);
    }
}
