package dev.coffer.engine.postgresql;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parameters that are not for tenants, by name: those that Coffer sets itself, and those that would reach files, the network or other
 * programs, give up durability, break replication, or shut the agent out.
 *
 * <p>A text may be a path, a command or a list of libraries, so texts are the other way round: only {@link #HARMLESS_TEXTS} are for
 * tenants.
 */
final class Owned {
    static final Set<String> HARMLESS_TEXTS =
            Set.of("datestyle", "default_text_search_config", "search_path", "timezone");

    /** Whole families. */
    private static final List<String> FAMILIES = List.of(
            "allow_",
            "archive_",
            "auth_",
            "authentication_",
            "bonjour",
            "config_",
            "coffer",
            "crash_",
            "data_",
            "db_user_",
            "debug_",
            "dynamic_",
            "gss_",
            "hot_standby",
            "huge_page",
            "ignore_",
            "include",
            "io_method",
            "krb_",
            "lc_", // the image knows no other language, and the agent reads what the server says
            "listen_",
            "local_preload",
            "log_dest",
            "log_dir",
            "log_file",
            "log_rot",
            "log_truncate",
            "logging_",
            "max_replication_",
            "max_slot_",
            "max_wal_senders",
            "oauth_",
            "primary_",
            "promote_",
            "recovery_",
            "remove_temp_",
            "reserved_",
            "restore_",
            "session_preload",
            "shared_memory_",
            "shared_preload",
            "ssl",
            "stats_",
            "summarize_",
            "superuser_",
            "sync_replication_",
            "synchronized_standby",
            "synchronous_",
            "syslog",
            "trace_",
            "unix_",
            "wal_");

    /** What only looks like one of them. */
    private static final Set<String> HARMLESS = Set.of(
            "debug_pretty_print",
            "hot_standby_feedback",
            "wal_buffers",
            "wal_compression",
            "wal_skip_threshold",
            "wal_writer_delay",
            "wal_writer_flush_after");

    private static final Set<String> SINGLE = Set.of(
            "application_name",
            "block_size",
            "cluster_name",
            "createrole_self_grant",
            "data_checksums",
            "default_table_access_method",
            "default_tablespace",
            "event_source",
            "event_triggers",
            "exit_on_error",
            "external_pid_file",
            "extension_control_path",
            "file_copy_method",
            "fsync",
            "full_page_writes",
            "hba_file",
            "ident_file",
            "idle_replication_slot_timeout",
            "jit_debugging_support",
            "jit_dump_bitcode",
            "jit_profiling_support",
            "jit_provider",
            "lo_compat_privileges",
            "log_error_verbosity", // the agent reads the log
            "log_hostname",
            "log_line_prefix",
            "log_min_messages",
            "log_timezone",
            "log_replication_commands", // the agent's looks would fill the log
            "log_connections",
            "log_disconnections",
            "max_files_per_process",
            "max_prepared_transactions", // what is prepared outlives its session, and nothing would end it
            "md5_password_warnings",
            "min_dynamic_shared_memory",
            "num_os_semaphores",
            "password_encryption",
            "port",
            "post_auth_delay",
            "pre_auth_delay",
            "restart_after_crash",
            "restrict_nonsystem_relation_kind",
            "role",
            "scram_iterations",
            "send_abort_for_crash",
            "send_abort_for_kill",
            "session_authorization",
            "session_replication_role",
            "temp_tablespaces",
            "tcp_keepalives_count",
            "transaction_deferrable",
            "transaction_isolation",
            "transaction_read_only",
            "transaction_timeout", // a short one ends every login, the agent's too; roles and sessions may have theirs
            "transform_null_equals",
            "zero_damaged_pages");

    /** Names of files, directories and commands. */
    private static final Pattern SHAPES = Pattern.compile(
            ".*_(dir|directory|directories|path|file|filename|command|library|libraries|provider|conninfo|name|names)");

    private Owned() {}

    /** @param name in lower case */
    static boolean covers(String name) {
        if (HARMLESS.contains(name) || HARMLESS_TEXTS.contains(name)) {
            return false;
        }
        return SINGLE.contains(name)
                || name.contains(".")
                || FAMILIES.stream().anyMatch(name::startsWith)
                || SHAPES.matcher(name).matches();
    }
}
