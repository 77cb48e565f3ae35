package dev.coffer.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;

/** A real database for a test class, to be emptied between tests. */
interface TestDatabase extends AutoCloseable {
    /** Referring tables before those they refer to. */
    List<String> TABLES = List.of(
            "problem",
            "instance_module",
            "module",
            "backup",
            "backup_strategy",
            "quota_project",
            "quota",
            "expectation",
            "version_restriction",
            "volume_type",
            "operation_step",
            "operation_lock",
            "operation_resource",
            "operation",
            "outbox",
            "agent_identity",
            "root_history",
            "report",
            "address",
            "instance",
            "replica_set",
            "flavor",
            "datastore_version",
            "datastore");

    String url();

    String user();

    String password();

    default Store open(InstantSource clock) {
        return Store.open(url(), user(), password(), clock);
    }

    default Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user(), password());
    }

    default void empty() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.executeUpdate("delete from " + table);
            }
        }
    }

    @Override
    void close() throws Exception;
}
