package dev.coffer.it;

import static dev.coffer.it.OpenstackSession.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Every command that Debian's Trove plugin of {@code openstack} has, against real instances. The last test holds this against the
 * plugin's own table of commands.
 */
@Needs({DebianPackage.OPENSTACK_CLIENT, DebianPackage.TROVE_CLIENT, DebianPackage.NFTABLES})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenstackCommandsTest {
    private static final Duration SESSION = Duration.ofMinutes(9);
    private static final int AT_THE_END = Integer.MAX_VALUE - 1;

    @AutoClose
    private static Coffer coffer;

    @AutoClose
    private static OpenstackSession openstack;

    private static Api api;
    private static String shop;
    private static String old;
    private static Tenant tenant;

    /** {@code shop} on 11.8 and {@code old} on 10.11. */
    @BeforeAll
    static void make_two_instances() throws IOException, InterruptedException, SQLException {
        coffer = Coffer.start();
        api = coffer.login();
        openstack = new OpenstackSession(Clouds.write(coffer, api), "coffer", SESSION);
        shop = create("shop", "11.8");
        old = create("old", "10.11");
        tenant = new Tenant(api.healthy(shop).at("/addresses/0/address").asString(), "app", "secret-App-1", "app");
        Rows.MARIADB.prepare(tenant.address());
        Rows.MARIADB.write(tenant.address(), 1);
        Rows.MARIADB.prepare(api.healthy(old).at("/addresses/0/address").asString());
        Rows.MARIADB.write(api.address(old), 1);
    }

    private static String create(String name, String version) throws IOException {
        JsonNode made = openstack.json("database instance create " + name + " --flavor m1.tiny --size 1"
                + " --datastore mariadb --datastore-version " + version
                + " --databases app --users app:secret-App-1");
        assertThat(made.get("name").asString()).isEqualTo(name);
        assertThat(made.get("datastore_version").asString()).isEqualTo(version);
        return made.get("id").asString();
    }

    @Test
    void instances_are_listed_shown_renamed_and_restarted() throws IOException, InterruptedException {
        assertThat(openstack.column("Name", "database instance list")).contains("shop", "old");
        JsonNode shown = openstack.json("database instance show shop");
        assertThat(shown.get("id").asString()).isEqualTo(shop);
        assertThat(shown.get("ip").asString()).isEqualTo(tenant.address());
        assertThat(shown.get("volume").asInt()).isEqualTo(1);

        openstack.silently("database instance update " + shop + " --name " + quoted("shop 2; new | old"));
        assertThat(api.instance(shop).get("name").asString()).isEqualTo("shop 2; new | old");
        openstack.silently("database instance update " + shop + " --name shop");

        openstack.silently("database instance restart shop");
        api.healthy(shop);
        openstack.silently("database instance reset status shop");
        api.healthy(shop);
        assertThat(openstack.refused("database instance show nobody"))
                .contains("No instance with a name or ID of 'nobody' exists");
    }

    @Test
    void a_replica_is_made_promoted_and_detached() throws IOException, InterruptedException {
        JsonNode made = openstack.json("database instance create copy --replica-of shop");
        assertThat(made.get("replica_of").asString()).isEqualTo(shop);
        String copy = made.get("id").asString();
        api.healthy(copy);
        assertThat(openstack.refused("database instance eject shop")).contains("HTTP 400", "heartbeat");
        openstack.silently("database instance promote copy");
        api.healthy(copy);
        api.healthy(shop);
        assertThat(openstack
                        .json("database instance show shop")
                        .get("replica_of")
                        .asString())
                .isEqualTo(copy);
        openstack.silently("database instance detach shop");
        api.healthy(shop);
        assertThat(openstack.json("database instance show shop").has("replica_of"))
                .isFalse();
        assertThat(openstack.run("database instance delete copy")).contains("accepted");
        api.gone(copy);
    }

    @Test
    void databases_users_and_root_come_and_go() throws IOException, SQLException {
        openstack.silently("database db create shop orders --character_set utf8mb4 --collate utf8mb4_bin");
        assertThat(openstack.column("Name", "database db list shop")).contains("app", "orders");
        openstack.silently("database user create shop web.one secret-Web-1 --host 127.% --databases app");
        assertThat(openstack.column("Name", "database user list shop")).contains("web.one");
        assertThat(openstack
                        .json("database user show shop web.one --host 127.%")
                        .get("host")
                        .asString())
                .isEqualTo("127.%");
        openstack.silently("database user grant access shop web.one orders --host 127.%");
        assertThat(openstack.column("Name", "database user show access shop web.one --host 127.%"))
                .containsExactlyInAnyOrder("app", "orders");
        openstack.silently("database user revoke access shop web.one app --host 127.%");
        openstack.silently("database user update attributes shop web.one --host 127.% --new_password secret-Web-2");
        Tenant web = new Tenant(tenant.address(), "web.one", "secret-Web-2", "orders");
        web.mustEnter();
        web.on("app").mayNotEnter();
        openstack.silently("database user delete shop web.one --host 127.%");
        web.mayNotEnter();
        openstack.silently("database db delete shop orders");
        assertThat(openstack.column("Name", "database db list shop")).doesNotContain("orders");

        assertThat(isRootEnabled()).isFalse();
        String password =
                openstack.json("database root enable shop").get("password").asString();
        new Tenant(tenant.address(), "root", password, "app").mustEnter();
        assertThat(isRootEnabled()).isTrue();
        openstack.silently("database root disable shop");
        new Tenant(tenant.address(), "root", password, "app").mayNotEnter();
    }

    private static boolean isRootEnabled() throws IOException {
        return openstack.json("database root show shop").get("is_root_enabled").asBoolean();
    }

    @Test
    void projects_tokens_and_the_catalog_are_shown() throws IOException {
        assertThat(openstack.column("ID", "project list")).contains(api.project());
        assertThat(openstack.json("project show admin").get("id").asString()).isEqualTo(api.project());
        assertThat(openstack.json("token issue").get("project_id").asString()).isEqualTo(api.project());
        assertThat(openstack.json("catalog show database").get("endpoints").toString())
                .contains(coffer.api() + "/v1.0/" + api.project());
        assertThat(openstack.refused("project show nobody")).contains("nobody");
    }

    @Test
    void datastores_flavors_and_limits_are_shown() throws IOException {
        assertThat(openstack.column("Name", "datastore list")).contains("mariadb");
        assertThat(openstack.json("datastore show mariadb").get("name").asString())
                .isEqualTo("mariadb");
        assertThat(openstack.column("Name", "datastore version list mariadb")).contains("10.11", "11.8");
        JsonNode version = openstack.json("datastore version show 11.8 --datastore mariadb");
        assertThat(openstack
                        .json("datastore version show " + version.get("id").asString())
                        .get("name")
                        .asString())
                .isEqualTo("11.8");
        assertThat(openstack.column("Name", "database flavor list")).contains("m1.tiny");
        assertThat(openstack.column(
                        "Name",
                        "database flavor list --datastore-type mariadb --datastore-version-id "
                                + version.get("id").asString()))
                .contains("m1.tiny");
        assertThat(openstack.json("database flavor show m1.tiny").get("ram").asInt())
                .isEqualTo(512);
        assertThat(openstack.run("database limit list")).contains("max_instances", "max_volumes");
    }

    @Test
    void configuration_groups_are_made_attached_changed_and_deleted()
            throws IOException, InterruptedException, SQLException {
        new ConfigurationCommands(openstack, api, shop, tenant).tryAll();
    }

    @Test
    void logs_are_enabled_published_read_and_discarded() throws IOException, InterruptedException, SQLException {
        assertThat(openstack.column("Name", "database log list shop")).contains("general", "slow_query", "error");
        assertThat(openstack
                        .json("database log show shop general")
                        .get("status")
                        .asString())
                .isEqualTo("Disabled");
        assertThat(openstack
                        .json("database log set shop general --enable")
                        .get("name")
                        .asString())
                .isEqualTo("general");
        api.healthy(shop);
        tenant.ask("SELECT 'seen in the log'");
        assertThat(openstack
                        .json("database log set shop general --publish")
                        .get("published")
                        .asLong())
                .isPositive();
        assertThat(openstack.run("database log tail shop general")).contains("seen in the log");
        Path saved = coffer.home().resolve("clients/general.log");
        assertThat(openstack.run("database log save shop general --file " + saved))
                .contains("written to " + saved);
        assertThat(Files.readString(saved)).contains("seen in the log");
        openstack.run("database log set shop general --discard");
        assertThat(openstack.run("database log tail shop general")).contains("No published 'general' log was found");
        assertThat(openstack
                        .json("database log set shop general --disable")
                        .get("status")
                        .asString())
                .isEqualTo("Disabled");
    }

    @Test
    void an_instance_grows_and_is_upgraded_with_its_rows() throws IOException, InterruptedException, SQLException {
        openstack.silently("database instance resize flavor old m1.small");
        assertThat(api.healthy(old).at("/flavor/id").asString()).isEqualTo("2");
        openstack.silently("database instance resize volume old 2");
        assertThat(api.healthy(old).at("/volume/size").asInt()).isEqualTo(2);
        openstack.silently("database instance upgrade old 11.8");
        assertThat(api.healthy(old).at("/datastore/version").asString()).isEqualTo("11.8");
        Tenant upgraded = new Tenant(api.address(old), "app", "secret-App-1", "app");
        assertThat(upgraded.ask("SELECT VERSION()").getFirst()).startsWith("11.8");
        assertThat(Rows.MARIADB.read(upgraded.address())).containsExactly(1L);
    }

    @Test
    void administrators_see_all_instances_and_reboot_them() throws IOException, InterruptedException, SQLException {
        assertThat(openstack.column("Name", "database instance list --all-projects"))
                .contains("shop", "old");
        assertThat(openstack.column("Tenant ID", "database instance list --project-id " + api.project()))
                .containsOnly(api.project());
        openstack.silently("database instance reboot " + shop);
        api.healthy(shop);
        assertThat(Rows.MARIADB.read(tenant.address())).contains(1L);
    }

    @Test
    void administrators_rebuild_an_instance_with_its_rows() throws IOException, InterruptedException, SQLException {
        openstack.silently("database instance rebuild " + shop + " " + image());
        api.healthy(shop);
        assertThat(Rows.MARIADB.read(tenant.address())).contains(1L);
    }

    /** Of version 11.8, as administrators see it. */
    private static String image() throws IOException {
        return openstack
                .json("datastore version show 11.8 --datastore mariadb")
                .get("image")
                .asString();
    }

    @Test
    void an_instance_is_opened_and_closed_to_the_public() throws IOException, InterruptedException {
        String open = "database instance update " + shop + " --is-public --allowed-cidr 127.0.0.0/8";
        if (!System.getProperty("user.name").equals("root")) {
            assertThat(openstack.refused(open)).contains("HTTP 400", "does not run as root");
            return;
        }
        openstack.silently(open);
        assertThat(api.healthy(shop).get("addresses").toString()).contains("public");
        JsonNode shown = openstack.json("database instance show shop");
        assertThat(shown.get("public").asBoolean()).isTrue();
        assertThat(shown.get("allowed_cidrs").toString()).contains("127.0.0.0/8");
        openstack.silently("database instance update " + shop + " --is-private");
        assertThat(api.healthy(shop).get("addresses").toString()).doesNotContain("public");
    }

    @Test
    void quotas_datastores_backups_and_clusters_answer_as_far_as_there_are_some() throws IOException {
        CatalogueCommands catalogue = new CatalogueCommands(openstack, shop);
        catalogue.tryQuotas(api.project());
        catalogue.tryDatastores(image());
        catalogue.tryBackups();
        catalogue.tryClusters();
    }

    @Test
    @Order(AT_THE_END)
    void instances_are_deleted_by_force() throws IOException, InterruptedException {
        openstack.silently("database instance force delete old");
        api.gone(old);
        assertThat(openstack.run("database instance delete --force " + shop)).contains("accepted");
        api.gone(shop);
        assertThat(openstack.column("Name", "database instance list")).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void no_command_of_the_client_is_forgotten() throws IOException {
        OpenstackCommands commands = OpenstackCommands.installed();
        Set<String> untried = new TreeSet<>(commands.names());
        untried.removeAll(commands.of(openstack.said()));
        System.out.printf(
                "openstack database: %d commands tried, not tried: %s%n",
                commands.of(openstack.said()).size(), untried);
        assertThat(untried).isEmpty();
    }
}
