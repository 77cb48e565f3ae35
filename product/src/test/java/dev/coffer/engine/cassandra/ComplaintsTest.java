package dev.coffer.engine.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines that real servers wrote. */
class ComplaintsTest {
    private static Optional<String> first(String log) {
        return log.lines().map(Complaints::ofServer).flatMap(Optional::stream).findFirst();
    }

    @Test
    void a_wrong_value_is_told_by_its_own_sentence() {
        assertThat(first("""
                                Exception (org.apache.cassandra.exceptions.ConfigurationException) encountered during startup: Invalid yaml: file:/conf/cassandra.yaml
                                org.apache.cassandra.exceptions.ConfigurationException: Invalid yaml: file:/conf/cassandra.yaml
                                \tat org.apache.cassandra.config.YamlConfigurationLoader.loadConfig(YamlConfigurationLoader.java:148)
                                Caused by: Cannot create property=read_request_timeout for JavaBean=org.apache.cassandra.config.Config@25df00a0
                                Caused by: java.lang.reflect.InvocationTargetException
                                Caused by: java.lang.IllegalArgumentException: Invalid duration: soon
                                """)).contains("Invalid duration: soon");
        assertThat(
                        first(
                                "ERROR [main] 2026-11-28T03:51:29.084Z CassandraDaemon - Exception encountered during startup: concurrent_reads must be at least 2, but was 1"))
                .contains("concurrent_reads must be at least 2, but was 1");
    }

    @Test
    void what_is_no_error_is_no_complaint() {
        assertThat(first("INFO  [main] 2026-11-28T03:51:29.084Z Server - Starting listening for CQL clients"))
                .isEmpty();
        assertThat(first("WARN  [main] 2026-11-28T03:51:29.084Z StartupChecks - JMX is not enabled"))
                .isEmpty();
    }
}
