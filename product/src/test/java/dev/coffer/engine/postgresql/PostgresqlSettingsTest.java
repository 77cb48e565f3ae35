package dev.coffer.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.TestNodes;
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
import org.junit.jupiter.api.Test;

/** What a tenant sets on real servers. */
class PostgresqlSettingsTest {
    private static final Login ANN = new Login("ann", "anns secret", "shop");

    private final PostgresqlFixture fixture = new PostgresqlFixture("18");
    private final TestNodes nodes = new TestNodes(fixture);

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private Server started(Node node) throws IOException, InterruptedException {
        Server server = fixture.engine().open(node);
        server.initialise();
        server.start();
        fixture.furnish(server.accounts().orElseThrow(), fixture.user(ANN.user(), ANN.password(), ANN.database()));
        return server;
    }

    private static Settings settings(Server server) {
        return server.settings().orElseThrow();
    }

    private static String seen(Node node, String parameter) throws SQLException {
        try (Connection connection = PostgresqlFixture.connect(node, ANN);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + parameter)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void a_dynamic_value_holds_at_once_and_for_ever_until_it_is_taken_back()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        String usual = seen(node, "work_mem");

        assertThat(settings(server).apply(Map.of("work_mem", "8192", "search_path", "\"it's\", public", "jit", "1")))
                .isEmpty();
        assertThat(seen(node, "work_mem")).isEqualTo("8MB");
        assertThat(seen(node, "search_path")).isEqualTo("\"it's\", public");
        server.stop();
        server.start();
        assertThat(seen(node, "work_mem")).isEqualTo("8MB");
        assertThat(seen(node, "jit")).isEqualTo("on");

        assertThat(settings(server).apply(Map.of("jit", "1"))).isEmpty();
        assertThat(seen(node, "work_mem")).isEqualTo(usual);
        assertThat(settings(server).fallback()).isEmpty();
    }

    @Test
    void a_value_that_needs_a_restart_waits_for_it_and_so_does_taking_it_back()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        assertThat(settings(server).apply(Map.of("max_connections", "77", "work_mem", "8192")))
                .containsExactly("max_connections");
        assertThat(settings(server).apply(Map.of())).isEmpty();
        assertThat(settings(server).apply(Map.of("max_connections", "77"))).containsExactly("max_connections");
        server.stop();
        server.start();
        assertThat(seen(node, "max_connections")).isEqualTo("77");
        assertThat(settings(server).apply(Map.of("max_connections", "77"))).isEmpty();
        assertThat(settings(server).apply(Map.of())).containsExactly("max_connections");
    }

    @Test
    void a_refused_value_leaves_everything_as_it_was() throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        settings(server).apply(Map.of("work_mem", "8192"));
        for (Map.Entry<String, String> wrong : Map.of(
                        "timezone", "Nowhere/Land", "random_page_cost", "banana", "no_such_thing", "1")
                .entrySet()) {
            assertThatThrownBy(
                            () -> settings(server).apply(Map.of("work_mem", "16384", wrong.getKey(), wrong.getValue())))
                    .isInstanceOfSatisfying(
                            EngineFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.REFUSED))
                    .message()
                    .containsIgnoringCase(wrong.getKey());
        }
        assertThat(seen(node, "work_mem")).isEqualTo("8MB");
        server.stop();
        server.start();
        assertThat(seen(node, "work_mem")).isEqualTo("8MB");
    }

    @Test
    void a_server_that_does_not_start_with_new_values_goes_back_to_the_last_good_ones()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        settings(server).apply(Map.of("work_mem", "8192"));
        server.stop();
        server.start();
        server.stop();
        settings(server).apply(Map.of("work_mem", "16384", "max_connections", "3"));

        server.start();

        assertThat(seen(node, "work_mem")).isEqualTo("8MB");
        assertThat(settings(server).fallback().orElseThrow()).contains("max_connections = 3");
        assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
        assertThat(server.health().problem()).contains("max_connections");
    }

    @Test
    void what_belongs_to_others_is_refused() {
        Node node = nodes.make();
        Server server = fixture.engine().open(node);
        for (Map<String, String> values : List.of(
                Map.of("data_directory", "/tmp"),
                Map.of("shared_preload_libraries", "x"),
                Map.of("work_mem\nfsync", "off"),
                Map.of("timezone", "x\nfsync = off"),
                Map.of("shared_buffers", "99999999"),
                Map.of("max_wal_size", "100GB"))) {
            assertThatThrownBy(() -> settings(server).apply(values)).isInstanceOf(EngineFailure.class);
        }
        assertThat(Files.exists(node.conf().resolve("overrides"))).isFalse();
    }

    @Test
    void the_agent_works_whatever_a_tenant_sets_for_all_and_is_not_in_the_log()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        settings(server)
                .apply(Map.of(
                        "statement_timeout", "1",
                        "default_transaction_read_only", "on",
                        "default_transaction_isolation", "serializable",
                        "idle_session_timeout", "1",
                        "search_path", "nowhere",
                        "standard_conforming_strings", "off",
                        "log_statement", "all"));
        server.stop();
        server.start();
        assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
        server.accounts().orElseThrow().createUsers(List.of(fixture.user("bob", "bobs secret", "shop")));
        server.accounts().orElseThrow().dropUser("ann", "%");
        assertThat(server.accounts().orElseThrow().users()).hasSize(1);
        String log = Files.readString(new PostgresqlPlaces(node).errorLog());
        assertThat(log).doesNotContain("SCRAM", "CREATE ROLE");
        assertThat(settings(server).apply(Map.of())).isEmpty();
    }

    @Test
    void the_log_is_opened_anew_when_it_was_set_aside_and_shows_no_passwords()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        settings(server).apply(Map.of("log_statement", "all"));
        var logs = server.logs().orElseThrow();
        logs.file("error").setAside();
        logs.rotate();
        assertThat(logs.file("error").hasAside()).isTrue();
        server.accounts().orElseThrow().enableRoot("roots secret");
        try (Connection root = PostgresqlFixture.connect(node, new Login("postgres", "roots secret", ""));
                Statement sql = root.createStatement()) {
            sql.execute("CREATE ROLE eve PASSWORD 'eves secret'");
        }
        String written = Files.readString(logs.file("error").path());
        assertThat(written).contains("eves secret");
        assertThat(logs.shown("error", written))
                .contains("CREATE ROLE eve PASSWORD ***")
                .doesNotContain("secret");
    }
}
