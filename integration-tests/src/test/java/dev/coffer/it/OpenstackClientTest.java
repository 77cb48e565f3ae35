package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Debian's {@code openstack} client, unmodified, does the main job; the servers themselves say whether it is true. */
@Needs({DebianPackage.OPENSTACK_CLIENT, DebianPackage.TROVE_CLIENT})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenstackClientTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int LAST = Integer.MAX_VALUE;

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static Clouds clouds;
    private static OpenstackClient openstack;
    private static String primary;
    private static String address;
    private static List<String> replicas;

    /** {@code shop} with the replicas {@code copy-1} and {@code copy-2}. */
    @BeforeAll
    static void make_a_primary_and_two_replicas() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
        clouds = Clouds.write(coffer, api);
        openstack = new OpenstackClient(clouds, "coffer");

        JsonNode made = openstack.json("database instance create shop --flavor m1.tiny --size 1"
                + " --datastore mariadb --datastore-version 11.8"
                + " --databases app --users app:secret-App-1");
        assertThat(made.get("status").asString()).isEqualTo("BUILD");
        primary = made.get("id").asString();
        address = api.healthy(primary).at("/addresses/0/address").asString();

        JsonNode copy = openstack.json("database instance create copy --replica-of shop --replica-count 2");
        assertThat(copy.get("replica_of").asString()).isEqualTo(primary);
        replicas = api.replicas(primary);
        assertThat(replicas).hasSize(2).contains(copy.get("id").asString());
        for (String replica : replicas) {
            api.healthy(replica);
        }
    }

    @Test
    void instances_are_listed_and_shown_with_their_roles() throws IOException, InterruptedException {
        Map<String, JsonNode> rows = list();
        assertThat(rows).containsOnlyKeys("shop", "copy-1", "copy-2");
        JsonNode shop = rows.getOrDefault("shop", api.instance(primary));
        assertThat(shop.get("ID").asString()).isEqualTo(primary);
        assertThat(shop.get("Role").asString()).isEqualTo("primary");
        assertThat(shop.get("Addresses").toString()).contains(address);
        assertThat(shop.get("Flavor ID").asString()).isEqualTo("1");
        assertThat(shop.get("Size").asInt()).isEqualTo(1);
        assertThat(shop.get("Public").asBoolean()).isFalse();
        for (JsonNode row : rows.values()) {
            assertThat(row.get("Datastore").asString()).isEqualTo("mariadb");
            assertThat(row.get("Datastore Version").asString()).isEqualTo("11.8");
            assertThat(row.get("Status").asString()).isEqualTo("ACTIVE");
            assertThat(row.get("Operating Status").asString()).isEqualTo("HEALTHY");
        }
        assertThat(rows.getOrDefault("copy-1", shop).get("Role").asString()).isEqualTo("replica");
        assertThat(rows.getOrDefault("copy-2", shop).get("Role").asString()).isEqualTo("replica");

        JsonNode byName = openstack.json("database instance show shop");
        assertThat(byName.get("id").asString()).isEqualTo(primary);
        assertThat(byName.get("replicas").asString().split(", ", -1)).containsExactlyInAnyOrderElementsOf(replicas);
        assertThat(byName.get("ip").asString()).isEqualTo(address);
        assertThat(byName.get("datastore_version_number").asString()).startsWith("11.8");
        assertThat(byName.get("volume_used").asDouble()).isPositive();
        assertThat(byName.get("created").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
        JsonNode byId = openstack.json("database instance show", replicas.getFirst());
        assertThat(byId.get("replica_of").asString()).isEqualTo(primary);
    }

    @Test
    void lists_go_on_where_the_last_page_ended() throws IOException, InterruptedException {
        Set<String> seen = new TreeSet<>();
        String last = "";
        for (int page = 0; page < 3; page++) {
            JsonNode rows = last.isEmpty()
                    ? openstack.json("database instance list --limit 1")
                    : openstack.json("database instance list --limit 1 --marker", last);
            assertThat(rows).hasSize(1);
            last = rows.get(0).get("ID").asString();
            seen.add(last);
        }
        assertThat(seen).containsAll(replicas).contains(primary).hasSize(3);
    }

    @Test
    void a_database_is_made_and_dropped() throws IOException, InterruptedException, SQLException {
        openstack.run("database db create shop catalogue --character_set utf8mb4 --collate utf8mb4_swedish_ci");
        assertThat(openstack.names("database db list", primary)).contains("app", "catalogue");
        openstack.run("database user create shop clerk clerk-Secret-1 --databases catalogue");
        Tenant clerk = new Tenant(address, "clerk", "clerk-Secret-1", "catalogue");
        clerk.run("CREATE TABLE goods (id INT PRIMARY KEY)");
        assertThat(clerk.ask("SELECT @@collation_database")).containsExactly("utf8mb4_swedish_ci");

        assertThat(openstack.refused("database db create shop catalogue")).contains("catalogue");
        openstack.run("database db delete shop catalogue");
        assertThat(openstack.names("database db list shop")).contains("app").doesNotContain("catalogue");
        assertThat(clerk.on("").ask("SHOW DATABASES")).doesNotContain("catalogue");
        assertThat(openstack.refused("database db delete shop catalogue")).contains("catalogue");
    }

    @Test
    void a_user_is_made_granted_refused_renamed_and_deleted() throws IOException, InterruptedException, SQLException {
        openstack.run("database db create shop orders");
        openstack.run("database user create shop web.one", "pass'\"word \\ 1", "--host", "127.%", "--databases", "app");
        Tenant one = new Tenant(address, "web.one", "pass'\"word \\ 1", "app");
        one.mustEnter();
        one.on("orders").mayNotEnter();
        JsonNode shown = openstack.json("database user show shop web.one --host 127.%");
        assertThat(shown.get("name").asString()).isEqualTo("web.one");
        assertThat(shown.get("host").asString()).isEqualTo("127.%");

        openstack.run("database user grant access shop web.one orders --host 127.%");
        one.on("orders").mustEnter();
        assertThat(openstack.names("database user show access shop web.one --host 127.%"))
                .containsExactlyInAnyOrder("app", "orders");
        openstack.run("database user revoke access shop web.one app --host 127.%");
        one.mayNotEnter();

        openstack.run("database user update attributes shop web.one --host 127.%"
                + " --new_name web.two --new_password other-Secret-2 --new_host 127.0.0.%");
        one.on("orders").mayNotEnter();
        Tenant two = new Tenant(address, "web.two", "other-Secret-2", "orders");
        two.mustEnter();
        assertThat(userRow("web.two")).containsEntry("Host", "127.0.0.%").containsEntry("Databases", "orders");

        openstack.run("database user delete shop web.two --host 127.0.0.%");
        two.mayNotEnter();
        assertThat(userRow("web.two")).isEmpty();
        assertThat(openstack.refused("database user show shop web.two --host 127.0.0.%"))
                .contains("web.two");
    }

    @Test
    void root_is_enabled_and_disabled() throws IOException, InterruptedException, SQLException {
        assertThat(openstack
                        .json("database root show shop")
                        .get("is_root_enabled")
                        .asBoolean())
                .isFalse();
        JsonNode account = openstack.json("database root enable shop");
        assertThat(account.get("name").asString()).isEqualTo("root");
        Tenant root = new Tenant(address, "root", account.get("password").asString(), "app");
        root.run("CREATE USER made_by_root");
        root.run("DROP USER made_by_root");
        assertThat(openstack
                        .json("database root show", primary)
                        .get("is_root_enabled")
                        .asBoolean())
                .isTrue();

        openstack.run("database root enable shop --root_password chosen-Secret-3");
        root.mayNotEnter();
        Tenant chosen = new Tenant(address, "root", "chosen-Secret-3", "app");
        chosen.mustEnter();
        openstack.run("database root disable shop");
        chosen.mayNotEnter();
    }

    @Test
    void datastores_flavors_and_limits_are_listed() throws IOException, InterruptedException {
        assertThat(openstack.names("datastore list")).contains("mariadb");
        assertThat(openstack.names("datastore version list mariadb")).contains("10.11", "11.8");
        assertThat(openstack.json("datastore show mariadb").get("versions (id)").asString())
                .contains("11.8");
        JsonNode version = openstack.json("datastore version show 11.8 --datastore mariadb");
        assertThat(version.get("name").asString()).isEqualTo("11.8");
        assertThat(openstack.names("database flavor list")).contains("m1.tiny", "m1.small");
        JsonNode flavor = openstack.json("database flavor show m1.tiny");
        assertThat(flavor.get("id").asInt()).isEqualTo(1);
        assertThat(flavor.get("ram").asInt()).isEqualTo(512);
        openstack.run("database limit list");
    }

    @Test
    void tokens_and_the_catalog_are_given_out() throws IOException, InterruptedException {
        JsonNode token = openstack.json("token issue");
        assertThat(token.get("project_id").asString()).isEqualTo(api.project()).matches("[0-9a-f]{32}");
        JsonNode catalog = openstack.json("catalog list");
        assertThat(catalog.toString())
                .contains("\"database\"", "\"identity\"", coffer.api() + "/v1.0/" + api.project());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unversioned",
                "v3password",
                "application-credential",
                "static-token",
                "issued-token",
                "http-basic"
            })
    void there_are_several_ways_to_log_in(String cloud) throws IOException, InterruptedException {
        OpenstackClient client = new OpenstackClient(clouds, cloud);
        assertThat(client.json("database instance show shop").get("id").asString())
                .isEqualTo(primary);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong-password", "wrong-token"})
    void nobody_gets_in_with_a_wrong_secret(String cloud) throws IOException, InterruptedException {
        assertThat(new OpenstackClient(clouds, cloud).refused("database instance list"))
                .contains("401")
                .doesNotContain("not-the-secret", "not-a-token");
    }

    @Test
    void an_unknown_name_is_said_so() throws IOException, InterruptedException {
        assertThat(openstack.refused("database instance show nobody"))
                .contains("No instance with a name or ID of 'nobody' exists");
    }

    /** The last, for it ends with nothing left. */
    @Test
    @Order(LAST)
    void roles_move_until_everything_is_deleted() throws IOException, InterruptedException, SQLException {
        Rows.MARIADB.prepare(address);
        Rows.MARIADB.write(address, 1);
        String heir = replicas.getFirst();
        String heirName = nameOf(heir);
        openstack.run("database instance promote", heirName);
        for (String member : List.of(primary, replicas.getFirst(), replicas.getLast())) {
            api.healthy(member);
        }
        assertThat(roles())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(heirName, "primary", "shop", "replica", nameOf(replicas.getLast()), "replica"));
        Rows.MARIADB.write(api.address(heir), 2);
        Coffer.eventually(
                "rows reach the old primary",
                SOON,
                () -> Rows.MARIADB.readIfUp(address).containsAll(Set.of(1L, 2L)));

        openstack.run("database instance detach shop");
        api.healthy(primary);
        assertThat(roles()).containsEntry("shop", "");
        Rows.MARIADB.write(address, 3);
        assertThat(Rows.MARIADB.read(api.address(heir))).doesNotContain(3L);

        restart(primary);
        assertThat(Rows.MARIADB.read(address)).contains(1L, 2L, 3L);
        assertThat(openstack.refused("database instance eject", heir)).contains("HTTP 400");

        openstack.run("database instance update", primary, "--name", "boutique du coin");
        assertThat(openstack
                        .json("database instance show", "boutique du coin")
                        .get("id")
                        .asString())
                .isEqualTo(primary);
        deleteAll(heir, replicas.getLast());
    }

    private static void restart(String instance) throws IOException, InterruptedException {
        List<Long> before = coffer.engine(instance).map(ProcessHandle::pid).toList();
        openstack.run("database instance restart", instance);
        api.healthy(instance);
        assertThat(coffer.engine(instance).map(ProcessHandle::pid).toList())
                .hasSize(1)
                .doesNotContainAnyElementsOf(before);
    }

    private static void deleteAll(String heir, String replica) throws IOException, InterruptedException {
        assertThat(openstack.refused("database instance delete", heir)).contains("replica");
        openstack.run("database instance delete", replica, "boutique du coin");
        api.gone(replica);
        api.gone(primary);
        openstack.run("database instance delete --force", heir);
        api.gone(heir);
        assertThat(list()).isEmpty();
    }

    private static String nameOf(String instance) throws IOException, InterruptedException {
        return api.instance(instance).get("name").asString();
    }

    private static Map<String, JsonNode> list() throws IOException, InterruptedException {
        Map<String, JsonNode> rows = new HashMap<>();
        openstack
                .json("database instance list")
                .forEach(row -> rows.put(row.get("Name").asString(), row));
        return rows;
    }

    private static Map<String, String> roles() throws IOException, InterruptedException {
        Map<String, String> roles = new HashMap<>();
        list().forEach((name, row) -> roles.put(name, row.get("Role").asString()));
        return roles;
    }

    /** The user's row in the list, empty when there is none. */
    private static Map<String, String> userRow(String name) throws IOException, InterruptedException {
        Map<String, String> row = new HashMap<>();
        for (JsonNode user : openstack.json("database user list shop")) {
            if (user.get("Name").asString().equals(name)) {
                user.properties()
                        .forEach(column ->
                                row.put(column.getKey(), column.getValue().asString()));
            }
        }
        return row;
    }
}
