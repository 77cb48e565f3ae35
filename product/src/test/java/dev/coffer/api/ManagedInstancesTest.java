package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.model.RootHistory;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.operations.DeleteInstance;
import dev.coffer.operations.RebootServer;
import dev.coffer.operations.StopInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The management tree, as administrators of other projects use it. */
class ManagedInstancesTest {
    @TempDir
    Path directory;

    private final Contract contract = new Contract();
    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response admin(String method, String path, String body) {
        String url = "/v1.0/" + Stage.ADMINS + "/mgmt" + path;
        Response answer = stage.admin(method, "/mgmt" + path, body.replace('\'', '"'));
        contract.check(Stage.request(method, url, body, java.util.Map.of()), answer);
        return answer;
    }

    private JsonNode get(String path) {
        Response answer = admin("GET", path, "");
        assertThat(answer.status()).as(answer.bodyText()).isEqualTo(200);
        return Stage.json(answer);
    }

    private Response act(Instance instance, String body) {
        return admin("POST", "/instances/" + instance.id() + "/action", body);
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.path("instances").forEach(row -> names.add(row.path("name").asString()));
        return names;
    }

    private Instance deleted(String name) {
        Instance instance = stage.primary(name);
        stage.change(instance, Task.DELETING);
        stage.store.change(tx -> tx.instances().delete(instance.id(), stage.now));
        return instance;
    }

    @Test
    void members_have_no_business_here() {
        Instance instance = stage.primary("db");
        String one = "/mgmt/instances/" + instance.id();
        for (String path : List.of("/mgmt/instances", one, one + "/root", one + "/hwinfo", one + "/rpc_ping")) {
            assertThat(stage.member("GET", path).status()).as(path).isEqualTo(401);
        }
        Response action = stage.member("POST", one + "/action", "{\"stop\":{}}");
        assertThat(action.status()).isEqualTo(401);
        assertThat(Stage.message(action)).isEqualTo("User does not have admin privileges.");
    }

    @Test
    void instances_of_all_projects_are_listed_what_changed_last_first() {
        stage.primary("one");
        stage.now = stage.now.plusSeconds(10);
        stage.healthy("two", Stage.STRANGERS, "mysql 8.4.0", null);
        Instance touched = stage.primary("three");
        stage.now = stage.now.plusSeconds(10);
        stage.store.change(
                tx -> tx.instances().update(tx.instances().require(touched.id()).withName("touched")));

        assertThat(names(get("/instances"))).startsWith("touched").containsExactlyInAnyOrder("touched", "one", "two");
        assertThat(names(get("/instances?project_id=" + Stage.STRANGERS))).containsExactly("two");
    }

    @Test
    void pages_go_by_how_many_come_before() {
        for (int i = 0; i < 5; i++) {
            stage.primary("db" + i);
        }
        List<String> all = names(get("/instances"));
        JsonNode page = get("/instances?limit=2&marker=2");
        assertThat(names(page)).isEqualTo(all.subList(2, 4));
        assertThat(page.path("links").path(0).path("href").asString()).contains("limit=2", "marker=4");
        assertThat(get("/instances?limit=2&marker=4").has("links")).isFalse();
        assertThat(names(get("/instances?limit=100"))).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=x", "limit=0", "marker=x", "marker=-1", "marker=99999999999", "deleted=maybe"})
    void a_query_that_means_nothing_is_refused(String query) {
        assertThat(admin("GET", "/instances?" + query, "").status()).isEqualTo(400);
    }

    @Test
    void deleted_instances_are_history() {
        Instance gone = deleted("gone");
        stage.primary("live");

        assertThat(names(get("/instances?deleted=False"))).containsExactly("live");
        assertThat(names(get("/instances?deleted=true&include_clustered=TRUE"))).containsExactly("gone");
        assertThat(names(get("/instances"))).containsExactlyInAnyOrder("live", "gone");

        JsonNode row = get("/instances?deleted=true").path("instances").path(0);
        assertThat(row.path("status").asString()).isEqualTo("SHUTDOWN");
        assertThat(row.path("operating_status").asString()).isEmpty();
        assertThat(row.path("server").isNull()).isTrue();
        assertThat(row.path("deleted").booleanValue()).isTrue();
        assertThat(row.path("deleted_at").asString()).isEqualTo("2026-03-01T12:00:00");
        assertThat(row.has("addresses")).isFalse();

        assertThat(admin("GET", "/instances/" + gone.id(), "").status()).isEqualTo(404);
        JsonNode one = get("/instances/" + gone.id() + "?deleted=true").path("instance");
        assertThat(one.path("service_status").asString()).isEqualTo("DELETED");
    }

    @Test
    void an_instance_is_shown_with_what_it_runs_on() {
        Instance instance = stage.primary("db");
        JsonNode row = get("/instances").path("instances").path(0);
        assertThat(row.path("tenant_id").asString()).isEqualTo(Stage.PROJECT);
        assertThat(row.path("server_id").asString()).isEqualTo(instance.id());
        assertThat(row.path("service_status").asString()).isEqualTo("HEALTHY");
        assertThat(row.path("task_description").asString()).isEqualTo("No tasks for the instance.");
        assertThat(row.path("deleted").booleanValue(true)).isFalse();
        assertThat(row.path("deleted_at").isNull()).isTrue();
        assertThat(row.path("server").path("status").asString()).isEqualTo("ACTIVE");

        JsonNode one = get("/instances/" + instance.id()).path("instance");
        assertThat(one.path("guest_status").path("state_description").asString())
                .isEqualTo("healthy");
        assertThat(one.path("volume").path("used").doubleValue()).isEqualTo(0.29);
        assertThat(one.path("volume").path("total").doubleValue()).isEqualTo(10.0);
        assertThat(one.path("volume").path("created_at").asString()).endsWith(".000000");
        assertThat(one.path("server").path("addresses").path(0).path("address").asString())
                .isEqualTo("10.0.0.5");
        assertThat(one.has("root_enabled")).isFalse();
    }

    @Test
    void the_superuser_is_history_from_its_first_day_on_and_copies_share_it() {
        Instance instance = stage.primary("db");
        String root = "/instances/" + instance.id() + "/root";
        assertThat(get(root).path("root_history").path("enabled").asString()).isEqualTo("Never");
        assertThat(get(root).path("root_history").path("user").asString()).isEqualTo("Nobody");

        Instance replica = stage.replica("copy", instance);
        assertThat(stage.member("POST", root).status()).isEqualTo(200);
        stage.now = stage.now.plus(Duration.ofHours(1));
        for (Instance holder : List.of(instance, replica)) {
            JsonNode history = get("/instances/" + holder.id() + "/root").path("root_history");
            assertThat(history.path("enabled").asString()).isEqualTo("2026-03-01T12:00:00");
            assertThat(history.path("user").asString()).isEqualTo("u-" + Stage.PROJECT);
        }
        assertThat(get("/instances/" + instance.id())
                        .path("instance")
                        .path("root_enabled_by")
                        .asString())
                .isEqualTo("u-" + Stage.PROJECT);
        stage.report(instance, ServiceStatus.HEALTHY);
        Response created = stage.member(
                "POST",
                "/instances",
                "{\"instance\":{\"name\":\"later\",\"replica_of\":\"%s\"}}".formatted(instance.id()));
        String later = Stage.json(created).path("instance").path("id").asString();
        assertThat(stage.store.read(tx -> tx.roots().find(later)).map(RootHistory::userId))
                .contains("u-" + Stage.PROJECT);
    }

    @Test
    void an_agent_says_what_it_takes_and_a_dead_one_is_said_to_be() {
        Instance instance = stage.primary("db");
        String here = "/instances/" + instance.id();
        assertThat(get(here + "/diagnostics")
                        .path("diagnostics")
                        .path("threads")
                        .intValue())
                .isEqualTo(12);
        JsonNode hardware = get(here + "/hwinfo").path("hwinfo");
        assertThat(hardware.path("mem_total").intValue()).isEqualTo(512 * 1024);
        assertThat(hardware.path("num_cpus").intValue()).isEqualTo(1);
        assertThat(admin("GET", here + "/rpc_ping", "").status()).isEqualTo(204);

        stage.agents.dead.add(instance.id());
        assertThat(admin("GET", here + "/rpc_ping", "").status()).isEqualTo(422);
        assertThat(Stage.message(admin("GET", here + "/diagnostics", ""))).contains("did not answer");
    }

    @Test
    void engines_are_stopped_and_servers_rebooted() {
        Instance instance = stage.primary("db");
        assertThat(act(instance, "{'stop':{}}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new StopInstance(instance.id()));
        assertThat(act(instance, "{'reboot':{}}").status())
                .as("while it is being stopped")
                .isEqualTo(422);

        Instance other = stage.primary("other");
        assertThat(act(other, "{'reboot':null}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).endsWith(new RebootServer(other.id()));
        assertThat(stage.stored(other).task()).isEqualTo(Task.REBOOTING);
        assertThat(act(other, "{'stop':{}}").status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'foo':{}} | Invalid instance action: foo",
                "{'stop':{},'foo':{}} | Invalid instance action: foo",
                "{'stop':{},'reboot':{}} | exactly one of the actions stop, reboot, migrate",
                "{} | exactly one of the actions",
                "{'stop':{'x':1}} | Validation error: stop",
                "{'stop':7} | Validation error: stop",
                "{'migrate':{'host':7}} | Validation error: migrate",
                "{'rebuild':{}} | rebuild 'image_id' is a required property",
                "{'rebuild':{'image_id':'x'}} | rebuild['image_id']",
                "[] | is not of type 'object'",
            })
    void an_action_that_is_none_is_refused(String body, String reason) {
        Response answer = act(stage.primary("db"), body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Stage.message(answer)).contains(reason);
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void what_one_host_cannot_do_is_said() {
        Instance instance = stage.primary("db");
        for (String body : List.of("{'migrate':{}}", "{'migrate':{'host':'elsewhere'}}")) {
            Response answer = act(instance, body);
            assertThat(answer.status()).isEqualTo(501);
            assertThat(Stage.message(answer)).contains("cannot be migrated");
        }
        Response upgrade = admin("POST", "/instances/" + instance.id() + "/upgrade", "");
        assertThat(upgrade.status()).isEqualTo(501);
        assertThat(Stage.message(upgrade)).contains("PUT /instances/" + instance.id());
    }

    @Test
    void a_task_is_forgotten_unless_that_does_harm() {
        Instance instance = stage.primary("db");
        stage.change(instance, Task.RESIZING);
        assertThat(act(instance, "{'reset-task-status':{}}").status()).isEqualTo(202);
        assertThat(stage.stored(instance).task()).isEqualTo(Task.NONE);
        assertThat(get("/instances")
                        .path("instances")
                        .path(0)
                        .path("service_status")
                        .asString())
                .as("what was seen stays")
                .isEqualTo("HEALTHY");

        stage.change(instance, Task.STOPPED);
        assertThat(act(instance, "{'reset-task-status':{}}").status()).isEqualTo(422);
    }

    @Test
    void unknown_instances_are_not_found() {
        for (String path : List.of("", "/root", "/hwinfo", "/diagnostics", "/rpc_ping")) {
            assertThat(admin("GET", "/instances/none" + path, "").status())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(admin("POST", "/instances/none/action", "{'stop':{}}").status())
                .isEqualTo(404);
        assertThat(admin("POST", "/instances/none/upgrade", "").status()).isEqualTo(404);
        assertThat(admin("DELETE", "/instances/none", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(Task.class)
    void an_administrator_deletes_other_projects_instances_from_every_state(Task task) {
        for (String path : List.of("/instances/", "/mgmt/instances/")) {
            Instance instance = stage.primary("db" + path.length());
            stage.change(instance, task);
            assertThat(stage.admin("DELETE", path + instance.id(), "").status()).isEqualTo(202);
            assertThat(stage.operations.filed).endsWith(new DeleteInstance(instance.id()));
        }
    }

    /** What a client's force delete sends. */
    @ParameterizedTest
    @EnumSource(Task.class)
    void an_owner_forces_a_deletion_from_every_state(Task task) {
        Instance instance = stage.primary("db");
        stage.change(instance, task);
        String here = "/instances/" + instance.id();
        Response reset = stage.member("POST", here + "/action", "{\"reset_status\":{\"force_delete\":true}}");
        assertThat(reset.status()).isEqualTo(202);
        assertThat(stage.member("DELETE", here).status()).isEqualTo(202);
        assertThat(stage.operations.filed).endsWith(new DeleteInstance(instance.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "FALSE", "false", ""})
    void members_of_clusters_may_be_asked_for_in_any_case(String word) {
        stage.primary("db");
        for (String path : List.of("/instances", "/instances/detail")) {
            Response answer = stage.member("GET", path + "?include_clustered=" + word);
            assertThat(names(Stage.json(answer))).containsExactly("db");
        }
    }
}
