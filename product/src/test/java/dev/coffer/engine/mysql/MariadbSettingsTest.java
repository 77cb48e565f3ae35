package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.ServiceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a tenant sets on real servers. */
class MariadbSettingsTest {
    private static final Login ANN = new Login("ann", "anns secret", "");

    @Nested
    class On_11_8 extends Cases {
        On_11_8() {
            super("11.8");
        }
    }

    @Nested
    class On_10_11 extends Cases {
        On_10_11() {
            super("10.11");
        }
    }

    abstract static class Cases {
        private final MariadbFixture fixture;
        private final TestNodes nodes;

        Cases(String version) {
            fixture = new MariadbFixture(version);
            nodes = new TestNodes(fixture);
        }

        @AfterEach
        void clean() throws IOException, InterruptedException {
            nodes.close();
        }

        private Server started(Node node) throws IOException, InterruptedException {
            Server server = fixture.engine().open(node);
            server.initialise();
            server.start();
            server.accounts().orElseThrow().createUsers(List.of(new UserSpec("ann", "%", ANN.password(), List.of())));
            return server;
        }

        private static Settings settings(Server server) {
            return server.settings().orElseThrow();
        }

        private static String seen(Node node, String variable) throws SQLException {
            try (Connection connection = SqlFixture.connect(node, ANN);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT @@GLOBAL." + variable)) {
                row.next();
                return row.getString(1);
            }
        }

        @Test
        void a_dynamic_value_holds_at_once_and_for_ever_until_it_is_taken_back()
                throws IOException, InterruptedException, SQLException {
            Node node = nodes.make();
            Server server = started(node);
            String usual = seen(node, "max_connections");
            Map<String, String> values = Map.of(
                    "max_connections", "55",
                    "sql_mode", "ANSI_QUOTES,STRICT_ALL_TABLES",
                    "character_set_server", "latin1",
                    "collation_server", "latin1_bin",
                    "time_zone", "+02:00",
                    "wait_timeout", "77",
                    "max_statement_time", "2.5");

            assertThat(settings(server).apply(values)).isEmpty();
            assertThat(seen(node, "max_connections")).isEqualTo("55");
            assertThat(seen(node, "collation_server")).isEqualTo("latin1_bin");

            server.stop();
            server.start();
            assertThat(seen(node, "max_connections")).isEqualTo("55");
            assertThat(seen(node, "sql_mode")).isEqualTo("ANSI_QUOTES,STRICT_ALL_TABLES");
            assertThat(seen(node, "collation_server")).isEqualTo("latin1_bin");
            assertThat(seen(node, "time_zone")).isEqualTo("+02:00");
            assertThat(settings(server).fallback()).isEmpty();

            assertThat(settings(server).apply(Map.of("wait_timeout", "78"))).isEmpty();
            assertThat(seen(node, "max_connections")).isEqualTo(usual);
            assertThat(seen(node, "character_set_server")).isEqualTo("utf8mb4");
            assertThat(seen(node, "collation_server")).startsWith("utf8mb4_");
            assertThat(seen(node, "time_zone")).isEqualTo("SYSTEM");
            assertThat(seen(node, "wait_timeout")).isEqualTo("78");
        }

        @Test
        void a_value_that_needs_a_restart_waits_for_it_and_so_does_taking_it_back()
                throws IOException, InterruptedException, SQLException {
            Node node = nodes.make();
            Server server = started(node);
            assertThat(settings(server).apply(Map.of("performance_schema", "1", "wait_timeout", "77")))
                    .containsExactly("performance_schema");
            assertThat(settings(server).apply(Map.of())).isEmpty();
            assertThat(settings(server).apply(Map.of("performance_schema", "1")))
                    .containsExactly("performance_schema");
            server.stop();
            server.start();
            assertThat(seen(node, "performance_schema")).isEqualTo("1");

            assertThat(settings(server).apply(Map.of("performance_schema", "1")))
                    .isEmpty();
            assertThat(settings(server).apply(Map.of())).containsExactly("performance_schema");
        }

        @Test
        void a_refused_value_leaves_everything_as_it_was() throws IOException, InterruptedException, SQLException {
            Node node = nodes.make();
            Server server = started(node);
            settings(server).apply(Map.of("wait_timeout", "77"));

            assertThatThrownBy(() -> settings(server)
                            .apply(Map.of("max_connections", "55", "time_zone", "Nowhere/Land", "wait_timeout", "99")))
                    .isInstanceOfSatisfying(
                            EngineFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.REFUSED))
                    .hasMessageContaining("time_zone")
                    .hasMessageContaining("Nowhere/Land");

            assertThat(seen(node, "wait_timeout")).isEqualTo("77");
            assertThat(seen(node, "max_connections")).isNotEqualTo("55");
            server.stop();
            server.start();
            assertThat(seen(node, "wait_timeout")).isEqualTo("77");
        }

        @Test
        void a_server_that_does_not_start_with_new_values_goes_back_to_the_last_good_ones()
                throws IOException, InterruptedException, SQLException {
            Node node = nodes.make();
            Server server = started(node);
            settings(server).apply(Map.of("wait_timeout", "77"));
            server.stop();
            server.start();
            server.stop();
            settings(server).apply(Map.of("wait_timeout", "88", "collation_server", "klingon_ci"));
            assertThat(settings(server).fallback()).isEmpty();

            server.start();

            assertThat(seen(node, "wait_timeout")).isEqualTo("77");
            assertThat(settings(server).fallback().orElseThrow())
                    .contains("collation_server = klingon_ci")
                    .contains("wait_timeout = 77");
            assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
            assertThat(server.health().problem()).contains("klingon_ci");

            settings(server).apply(Map.of("wait_timeout", "99"));
            assertThat(settings(server).fallback()).isEmpty();
            assertThat(server.health().problem()).isNull();
            TestNodes.kill(node);
            server.start();
            assertThat(seen(node, "wait_timeout")).isEqualTo("99");
        }

        @Test
        void a_new_server_starts_with_its_values() throws IOException, InterruptedException, SQLException {
            Node node = nodes.make();
            Server server = fixture.engine().open(node);
            assertThat(settings(server).apply(Map.of("performance_schema", "1", "max_connections", "55")))
                    .isEmpty();
            started(node);
            assertThat(seen(node, "performance_schema")).isEqualTo("1");
            assertThat(seen(node, "max_connections")).isEqualTo("55");
        }

        @Test
        void what_belongs_to_others_is_refused() {
            Node node = nodes.make();
            Server server = fixture.engine().open(node);
            for (Map<String, String> values : List.of(
                    Map.of("datadir", "/tmp"),
                    Map.of("plugin_load_add", "x.so"),
                    Map.of("wait_timeout\nplugin_load_add", "x.so"),
                    Map.of("time_zone", "x\nplugin_load_add=x.so"),
                    Map.of("innodb_buffer_pool_size", "999999999999"),
                    Map.of("innodb_log_file_size", "999999999999"))) {
                assertThatThrownBy(() -> settings(server).apply(values)).isInstanceOf(EngineFailure.class);
            }
            assertThat(Files.exists(node.conf().resolve("overrides"))).isFalse();
        }

        @Test
        void the_agent_works_whatever_a_tenant_sets_for_all() throws IOException, InterruptedException {
            Node node = nodes.make();
            Server server = started(node);
            settings(server)
                    .apply(Map.of(
                            "autocommit", "0",
                            "max_statement_time", "0.000001",
                            "max_connections", "10",
                            "sql_mode", "ANSI,PIPES_AS_CONCAT,ORACLE",
                            "lock_wait_timeout", "1",
                            "max_join_size", "1",
                            "default_regex_flags", "DOTALL"));
            server.stop();
            server.start();
            assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
            server.accounts().orElseThrow().createUsers(List.of(new UserSpec("bob", "%", "bobs", List.of())));
            assertThat(server.accounts().orElseThrow().users()).hasSize(2);
            assertThat(settings(server).apply(Map.of())).isEmpty();
            server.stop();
        }
    }
}
