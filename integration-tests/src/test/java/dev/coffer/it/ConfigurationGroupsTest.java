package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Configuration groups as a tenant meets them, from the parameters of an image to values of a running server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConfigurationGroupsTest {
    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static String shop = "";
    private static String address = "";

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
        shop = api.create("shop", "11.8");
        address = api.healthy(shop).at("/addresses/0/address").asString();
    }

    private static String group(String values) throws IOException, InterruptedException {
        return api.expect(200, "POST", "/configurations", """
                {"configuration": {"name": "tuned", "values": %s,
                  "datastore": {"type": "mariadb", "version": "11.8"}}}
                """.formatted(values))
                .at("/configuration/id")
                .asString();
    }

    private static void put(String body) throws IOException, InterruptedException {
        api.expect(202, "PUT", "/instances/" + shop, "{\"instance\": %s}".formatted(body));
    }

    private static void attach(String group) throws IOException, InterruptedException {
        put("{\"configuration\": \"%s\"}".formatted(group));
    }

    private static String seen(String variable) throws SQLException {
        try (Connection connection = Tenant.ofApp(address);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL." + variable)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void restart() throws IOException, InterruptedException {
        api.act(shop, "restart");
        Coffer.eventually("the restart has ended", Duration.ofSeconds(60), () -> {
            try {
                JsonNode seen = api.instance(shop);
                return seen.path("status").asString().equals("ACTIVE")
                        && seen.path("operating_status").asString().equals("HEALTHY");
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    @Order(1)
    void parameters_come_from_the_image() throws IOException, InterruptedException {
        JsonNode parameters =
                api.get("/datastores/mariadb/versions/11.8/parameters").path("configuration-parameters");
        assertThat(parameters.size()).isGreaterThan(250);
        JsonNode connections = api.get("/datastores/mariadb/versions/11.8/parameters/max_connections");
        assertThat(connections.path("type").asString()).isEqualTo("integer");
        assertThat(connections.path("restart_required").booleanValue()).isFalse();
        assertThat(connections.path("max").intValue()).isEqualTo(100_000);
        assertThat(api.send("GET", "/datastores/mariadb/versions/11.8/parameters/datadir", "")
                        .status())
                .isEqualTo(404);
        JsonNode refused = api.expect(422, "POST", "/configurations", """
                {"configuration": {"name": "c", "values": {"datadir": "/", "max_connections": 1}}}
                """);
        assertThat(refused.toString())
                .contains("datadir is set by Coffer itself")
                .contains("minimum allowed: 10");
    }

    @Test
    @Order(2)
    void a_value_is_live_when_the_answer_is_given() throws IOException, InterruptedException, SQLException {
        String usual = seen("max_connections");
        String group = group("{\"max_connections\": 555}");
        long before = System.nanoTime();
        attach(group);
        long took = (System.nanoTime() - before) / 1_000_000;
        System.out.printf("attach took %d ms%n", took);
        assertThat(seen("max_connections")).isEqualTo("555");
        assertThat(api.instance(shop).at("/configuration/id").asString()).isEqualTo(group);

        api.expect(
                200,
                "PATCH",
                "/configurations/" + group,
                "{\"configuration\": {\"values\": {\"max_connections\": 666}}}");
        assertThat(seen("max_connections")).isEqualTo("666");

        put("{}");
        assertThat(seen("max_connections")).isEqualTo(usual);
        attach(group);
        assertThat(seen("max_connections")).isEqualTo("666");
        put("{\"configuration\": null}");
        api.expect(202, "DELETE", "/configurations/" + group, "");
    }

    @Test
    @Order(3)
    void a_value_the_server_refuses_is_said_and_changes_nothing()
            throws IOException, InterruptedException, SQLException {
        String group = group("{\"time_zone\": \"Nowhere/Land\", \"wait_timeout\": 77}");
        Api.Answer refused =
                api.send("PUT", "/instances/" + shop, "{\"instance\": {\"configuration\": \"%s\"}}".formatted(group));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().toString()).contains("Nowhere/Land");
        assertThat(api.instance(shop).has("configuration")).isFalse();
        assertThat(seen("wait_timeout")).isNotEqualTo("77");
    }

    @Test
    @Order(4)
    void a_value_that_needs_a_restart_waits_for_it() throws IOException, InterruptedException, SQLException {
        attach(group("{\"performance_schema\": true, \"wait_timeout\": 77}"));
        assertThat(api.instance(shop).path("status").asString()).isEqualTo("RESTART_REQUIRED");
        assertThat(seen("wait_timeout")).isEqualTo("77");
        restart();
        assertThat(seen("performance_schema")).isEqualTo("1");
        assertThat(seen("wait_timeout")).isEqualTo("77");
    }

    /** Live the second setting prevails; a server that is started with both refuses to. */
    @Test
    @Order(5)
    void a_server_that_does_not_start_with_new_values_goes_back_and_says_so()
            throws IOException, InterruptedException, SQLException {
        put("{}");
        attach(group("{\"character_set_server\": \"latin1\", \"collation_server\": \"utf8mb4_bin\"}"));
        restart();
        assertThat(api.instance(shop).at("/fault/message").asString())
                .contains("did not start with its configuration group")
                .contains("collation_server = utf8mb4_bin")
                .contains("performance_schema = 1");
        assertThat(seen("wait_timeout")).isEqualTo("77");

        put("{}");
        assertThat(api.instance(shop).path("status").asString()).isEqualTo("RESTART_REQUIRED");
        restart();
        assertThat(api.instance(shop).has("fault")).isFalse();
        assertThat(seen("performance_schema")).isEqualTo("0");
    }

    @Test
    @Order(6)
    void a_replica_may_start_with_a_group() throws IOException, InterruptedException, SQLException {
        String group = group("{\"max_connections\": 77, \"performance_schema\": true}");
        String replica = api.expect(200, "POST", "/instances", """
                {"instance": {"name": "copy", "replica_of": "%s", "configuration": "%s"}}
                """.formatted(shop, group))
                .at("/instance/id")
                .asString();
        String where = api.healthy(replica).at("/addresses/0/address").asString();
        try (Connection connection = Tenant.ofApp(where);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@max_connections, @@performance_schema")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("77");
            assertThat(row.getString(2)).isEqualTo("1");
        }
        assertThat(api.get("/configurations/" + group)
                        .at("/configuration/instance_count")
                        .intValue())
                .isEqualTo(1);
    }
}
