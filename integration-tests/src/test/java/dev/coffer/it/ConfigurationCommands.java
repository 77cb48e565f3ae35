package dev.coffer.it;

import static dev.coffer.it.OpenstackSession.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The life of a configuration group by the {@code openstack} client, looked at in the server that it is attached to. */
final class ConfigurationCommands {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final OpenstackSession openstack;
    private final Api api;
    private final String shop;
    private final Tenant tenant;

    /**
     * @param shop id of instance {@code shop}, which has no group
     * @param tenant somebody who can look at its variables
     */
    ConfigurationCommands(OpenstackSession openstack, Api api, String shop, Tenant tenant) {
        this.openstack = openstack;
        this.api = api;
        this.shop = shop;
        this.tenant = tenant;
    }

    void tryAll() throws IOException, InterruptedException, SQLException {
        JsonNode made = openstack.json("database configuration create tuned " + quoted("{\"max_connections\": 300}")
                + " --datastore mariadb --datastore-version 11.8 --description small");
        String group = made.get("id").asString();
        assertThat(made.get("values").asString()).contains("300");
        assertThat(openstack.column("Name", "database configuration list")).contains("tuned");
        assertThat(openstack
                        .json("database configuration show tuned")
                        .get("description")
                        .asString())
                .isEqualTo("small");
        parametersAreShown();
        assertThat(openstack.refused("database configuration create wrong " + quoted("{\"max_connections\": \"many\"}")
                        + " --datastore mariadb --datastore-version 11.8"))
                .contains("max_connections");

        assertThat(openstack.json("database configuration default shop").size()).isPositive();
        String before = tenant.ask("SELECT @@GLOBAL.max_connections").getFirst();
        openstack.silently("database configuration attach " + shop + " " + group);
        becomes("300");
        assertThat(openstack.column("Name", "database configuration instances tuned"))
                .containsExactly("shop");
        openstack.silently(
                "database configuration parameter set " + group + " " + quoted("{\"max_connections\": 310}"));
        becomes("310");
        openstack.silently("database configuration set " + group + " " + quoted("{\"max_connections\": 320}"));
        becomes("320");
        assertThat(openstack.refused("database configuration delete tuned"))
                .contains("Failed to delete", "Detach the configuration group");
        openstack.silently("database configuration detach shop");
        becomes(before);
        openstack.silently("database configuration delete tuned");
        assertThat(openstack.column("Name", "database configuration list")).doesNotContain("tuned");
    }

    private void parametersAreShown() throws IOException {
        String version = openstack
                .json("datastore version show 11.8 --datastore mariadb")
                .get("id")
                .asString();
        for (String where : List.of("11.8 --datastore mariadb", version)) {
            assertThat(openstack.column("Name", "database configuration parameter list " + where))
                    .contains("max_connections", "innodb_buffer_pool_size");
        }
        for (String where : List.of("11.8 max_connections --datastore mariadb", version + " max_connections")) {
            JsonNode parameter = openstack.json("database configuration parameter show " + where);
            assertThat(parameter.get("type").asString()).isEqualTo("integer");
            assertThat(parameter.get("restart_required").asBoolean()).isFalse();
        }
    }

    private void becomes(String connections) throws InterruptedException {
        Coffer.eventually("max_connections is " + connections, SOON, () -> {
            try {
                return tenant.ask("SELECT @@GLOBAL.max_connections").contains(connections);
            } catch (SQLException e) {
                return false;
            }
        });
        api.healthy(shop);
    }
}
