package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.model.Instance;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.operations.CreateInstance;
import dev.coffer.operations.CreateReplica;
import dev.coffer.operations.DeleteInstance;
import dev.coffer.operations.DetachReplica;
import dev.coffer.operations.EjectPrimary;
import dev.coffer.operations.PromoteReplica;
import dev.coffer.operations.RestartInstance;
import dev.coffer.policy.Quotas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InstancesTest {
    private static final String SMALL = "'flavorRef':'1','volume':{'size':1}";

    @TempDir
    Path directory;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response create(String fields) {
        return stage.member(
                "POST", "/instances", "{'instance':{%s}}".formatted(fields).replace('\'', '"'));
    }

    private static JsonNode instance(Response response) {
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response).path("instance");
    }

    private Response action(Instance instance, String body) {
        return stage.member("POST", "/instances/" + instance.id() + "/action", body);
    }

    private String status(Instance instance) {
        JsonNode view = instance(stage.member("GET", "/instances/" + instance.id()));
        return view.path("status").asString() + "/"
                + view.path("operating_status").asString();
    }

    @Test
    void creates_an_instance_and_files_its_operation_together() {
        Response response = create("'name':'db',%s,'databases':[{'name':'d1'}],".formatted(SMALL)
                + "'users':[{'name':'u','password':'p','databases':[{'name':'d1'}]}]");

        JsonNode view = instance(response);
        assertThat(view.path("status").asString()).isEqualTo("BUILD");
        assertThat(stage.operations.filed).singleElement().isInstanceOfSatisfying(CreateInstance.class, filed -> {
            assertThat(filed.instanceId()).isEqualTo(view.path("id").asString());
            assertThat(filed.databases()).containsExactly(new DatabaseSpec("d1", null, null));
            assertThat(filed.users()).singleElement().satisfies(user -> {
                assertThat(user.host()).isEqualTo("%");
                assertThat(user.databases()).containsExactly("d1");
            });
        });
        String operation = response.headers().getOrDefault("Coffer-Operation", "");
        assertThat(stage.member("GET", "/operations/" + operation).status()).isEqualTo(200);
        assertThat(response.bodyText()).doesNotContain("password");
    }

    @Test
    void shows_a_filed_operation_in_the_list_of_its_instance() {
        JsonNode view = instance(create("'name':'db'," + SMALL));
        JsonNode operations = Stage.json(
                        stage.member("GET", "/instances/" + view.path("id").asString() + "/operations?limit=5"))
                .path("operations");
        assertThat(operations.size()).isEqualTo(1);
        assertThat(operations.get(0).path("kind").asString()).isEqualTo("CreateInstance");
        assertThat(operations.get(0).path("created").asString()).isEqualTo("2026-03-01T12:00:00");
        assertThat(operations.get(0).path("ended").isNull()).isTrue();
    }

    @Test
    void an_operation_of_another_project_is_not_found() {
        String id = create("'name':'db'," + SMALL).headers().getOrDefault("Coffer-Operation", "");
        String path = "/v1.0/" + Stage.STRANGERS + "/operations/" + id;
        assertThat(stage.call("member:" + Stage.STRANGERS, "GET", path, "").status())
                .isEqualTo(404);
    }

    @Test
    void takes_the_flavor_as_number_url_or_the_object_of_openstacksdk() {
        for (String flavor : List.of(
                "'flavorRef':2", "'flavorRef':'http://h/v1.0/p/flavors/2'", "'flavor':'2'", "'flavor':{'id':'2'}")) {
            JsonNode view = instance(create("'name':'db','volume':{'size':'1'}," + flavor));
            assertThat(view.path("flavor").path("id").asString()).isEqualTo("2");
        }
    }

    @Test
    void refuses_hostile_names_without_a_trace() {
        String long64k = "x".repeat(65_536);
        for (String name : List.of("", "   ", "../..\\n", "a\\u0000b", "a\\ud800", long64k, "'; --\\u0007")) {
            assertThat(create("'name':'db'," + SMALL.replace("'1'", "\"" + name + "\""))
                            .status())
                    .as("flavor " + name.length())
                    .isEqualTo(400);
        }
        for (String name : List.of("", "   ", "x\\n", "a\\u0000b", "a\\ud800", long64k)) {
            assertThat(create("'name':'" + name + "'," + SMALL).status()).isEqualTo(400);
        }
        assertThat(stage.operations.filed).isEmpty();
        assertThat(instance(create("'name':'../\\\"ä 漢字; DROP TABLE x'," + SMALL))
                        .path("name")
                        .asString())
                .isEqualTo("../\"ä 漢字; DROP TABLE x");
    }

    @Test
    void never_repeats_a_password_in_a_message() {
        for (String users : List.of(
                "[{'name':1,'password':'hunter2'}]",
                "[{'name':'u','password':['hunter2']}]",
                "{'name':[],'password':'hunter2'}",
                "[{'name':'u','password':{'x':'hunter2'}}]",
                "[{'password':'hunter2'}]",
                "[{'name':'root','password':'hunter2'}]",
                "[[{'password':'hunter2'}]]")) {
            Response response = create("'name':'db',%s,'users':%s".formatted(SMALL, users));
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.bodyText()).doesNotContain("hunter2");
        }
    }

    @Test
    void makes_numbered_replicas_in_the_set_of_their_source() {
        Instance primary = stage.primary("db");
        Response response = create("'name':'r','replica_of':'%s','replica_count':2".formatted(primary.id()));

        assertThat(instance(response).path("name").asString()).isEqualTo("r-2");
        assertThat(stage.operations.filed).hasSize(2).allMatch(CreateReplica.class::isInstance);
        List<Instance> members = stage.store.read(tx -> tx.instances().membersOf(primary.replicaSetId()));
        assertThat(members).extracting(Instance::name).containsExactlyInAnyOrder("db", "r-1", "r-2");
        JsonNode view = instance(stage.member("GET", "/instances/" + primary.id()));
        assertThat(view.path("replicas").size()).isEqualTo(2);
    }

    @Test
    void refuses_a_replica_where_the_engine_cannot_replicate() {
        Instance primary = stage.healthy("pg", Stage.PROJECT, "postgresql 17", null);
        Response response = create("'name':'r','replica_of':'%s'".formatted(primary.id()));
        assertThat(response.status()).isEqualTo(422);
        assertThat(Stage.message(response)).isEqualTo("Operation not supported for datastore postgresql.");
    }

    @Test
    void keeps_to_the_quota() {
        stage.close();
        Settings tight = Stage.settings(new Quotas.Limits(2, -1, 5, -1), Stage.rates(-1));
        stage = new Stage(directory, Stage.IDENTITY, tight);
        assertThat(create("'name':'a'," + SMALL).status()).isEqualTo(200);
        Response both = create("'name':'b','flavorRef':'1','volume':{'size':5}");
        assertThat(both.status()).isEqualTo(413);
        assertThat(Stage.message(both)).isEqualTo("Quota exceeded for resources: ['volumes'].");
        assertThat(create("'name':'b'," + SMALL).status()).isEqualTo(200);
        assertThat(Stage.message(create("'name':'c'," + SMALL)))
                .isEqualTo("Quota exceeded for resources: ['instances'].");
    }

    @Test
    void pages_through_all_instances_once() {
        for (int i = 0; i < 45; i++) {
            stage.primary("db" + i);
        }
        List<String> seen = new ArrayList<>();
        String path = "/v1.0/" + Stage.PROJECT + "/instances";
        while (!path.isEmpty()) {
            JsonNode page = Stage.json(stage.call("member:" + Stage.PROJECT, "GET", path, ""));
            page.path("instances").forEach(row -> seen.add(row.path("id").asString()));
            String next = page.path("links").path(0).path("href").asString("");
            assertThat(page.path("instances_links").path(0).path("href").asString(""))
                    .isEqualTo(next);
            path = next.replace("http://api.example:8779", "");
        }
        assertThat(seen).hasSize(45).doesNotHaveDuplicates();
    }

    @Test
    void is_in_error_when_its_agent_was_silent_too_long() {
        Instance instance = stage.primary("db");
        assertThat(status(instance)).isEqualTo("ACTIVE/HEALTHY");
        stage.now = stage.now.plusSeconds(91);
        assertThat(status(instance)).isEqualTo("ACTIVE/ERROR");
        stage.change(instance, Task.REBOOTING);
        assertThat(status(instance)).isEqualTo("REBOOT/");
    }

    @Test
    void shows_use_and_replication_as_reported() {
        Instance primary = stage.primary("db");
        JsonNode view = instance(
                stage.member("GET", "/instances/" + stage.replica("r", primary).id()));
        assertThat(view.path("volume").path("used").doubleValue()).isEqualTo(0.29);
        assertThat(view.path("volume").path("used_percent").doubleValue()).isEqualTo(2.93);
        assertThat(view.path("replication").path("role").asString()).isEqualTo("REPLICA");
        assertThat(view.path("replication").path("lag_seconds").doubleValue()).isEqualTo(0.5);
        assertThat(view.path("replica_of").path("id").asString()).isEqualTo(primary.id());
    }

    @Test
    void restarts_also_what_an_ejection_stopped_or_whose_agent_is_lost() {
        Instance instance = stage.primary("db");
        stage.change(instance, Task.STOPPED);
        stage.now = stage.now.plusSeconds(1000);
        assertThat(action(instance, "{\"restart\":null}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new RestartInstance(instance.id()));
        assertThat(status(instance)).startsWith("REBOOT/");
        Response again = action(instance, "{\"restart\":{}}");
        assertThat(again.status()).isEqualTo(422);
        assertThat(Stage.message(again)).contains("(task status was REBOOTING)");
    }

    @Test
    void promotes_with_the_whole_set_held() {
        Instance primary = stage.primary("db");
        Instance replica = stage.replica("r1", primary);
        Instance other = stage.replica("r2", primary);
        assertThat(action(primary, "{\"promote_to_replica_source\":{}}").status())
                .isEqualTo(400);
        assertThat(action(replica, "{\"promote_to_replica_source\":{}}").status())
                .isEqualTo(202);

        assertThat(stage.operations.filed).containsExactly(new PromoteReplica(replica.id()));
        assertThat(stage.operations.held.getFirst().getFirst()).isEqualTo(replica.id());
        assertThat(stage.operations.held.getFirst()).containsExactlyInAnyOrder(primary.id(), replica.id(), other.id());
        assertThat(List.of(status(primary), status(replica), status(other))).containsOnly("PROMOTE/");
        assertThat(action(other, "{\"promote_to_replica_source\":{}}").status()).isEqualTo(422);
    }

    @Test
    void a_replica_that_could_not_be_built_does_not_keep_the_others_from_a_new_primary() {
        Instance primary = stage.primary("db");
        Instance replica = stage.replica("r1", primary);
        Instance broken = stage.replica("r2", primary);
        stage.change(broken, Task.REPLICA_ERROR);
        assertThat(action(replica, "{\"promote_to_replica_source\":{}}").status())
                .isEqualTo(202);
        assertThat(stage.stored(broken).task()).isEqualTo(Task.REPLICA_ERROR);
    }

    @Test
    void ejects_only_a_source_that_is_silent() {
        Instance primary = stage.primary("db");
        Instance replica = stage.replica("r1", primary);
        Response early = action(primary, "{\"eject_replica_source\":{}}");
        assertThat(early.status()).isEqualTo(400);
        assertThat(Stage.message(early)).contains("current heartbeat");
        stage.now = stage.now.plusSeconds(91);
        assertThat(action(primary, "{\"eject_replica_source\":{}}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new EjectPrimary(primary.id(), false));
        assertThat(status(replica)).isEqualTo("EJECT/");
    }

    @Test
    void ejects_a_source_whose_agent_says_that_the_engine_does_not_run() {
        Instance primary = stage.primary("db");
        stage.replica("r1", primary);
        stage.report(primary, ServiceStatus.CRASHED);
        assertThat(action(primary, "{\"eject_replica_source\":{}}").status()).isEqualTo(202);
    }

    @Test
    void detaches_a_replica_whatever_value_is_sent() {
        for (String body :
                List.of("'replica_of':''", "'replica_of':null", "'slave_of':''", "'name':'x','slave_of':1")) {
            Instance primary = stage.primary("db" + body.hashCode());
            Instance replica = stage.replica("r" + body.hashCode(), primary);
            Response response = stage.member(
                    "PATCH",
                    "/instances/" + replica.id(),
                    "{'instance':{%s}}".formatted(body).replace('\'', '"'));
            assertThat(response.status()).isEqualTo(202);
            assertThat(stage.operations.filed).endsWith(new DetachReplica(replica.id()));
            assertThat(status(replica)).isEqualTo("DETACH/");
        }
    }

    @Test
    void deletes_from_every_state_once() {
        for (Task task : Task.values()) {
            Instance instance = stage.primary("db" + task);
            stage.change(instance, task);
            Response response = stage.member("DELETE", "/instances/" + instance.id());
            assertThat(response.status()).as(task.name()).isEqualTo(202);
            assertThat(response.headers()).containsKey("Coffer-Operation");
            assertThat(stage.operations.filed).endsWith(new DeleteInstance(instance.id()));
            assertThat(status(instance)).isEqualTo("SHUTDOWN/");
            int filed = stage.operations.filed.size();
            Response again = stage.member("DELETE", "/instances/" + instance.id());
            assertThat(again.headers().get("Coffer-Operation"))
                    .isEqualTo(response.headers().get("Coffer-Operation"));
            assertThat(stage.operations.filed).hasSize(filed);
        }
    }

    @Test
    void resets_the_status_for_administrators_until_the_agent_reports() {
        Instance instance = stage.primary("db");
        stage.change(instance, Task.PROMOTE_ERROR);
        assertThat(action(instance, "{\"reset_status\":{}}").status()).isEqualTo(403);
        String path = "/instances/" + instance.id() + "/action";
        assertThat(stage.admin("POST", path, "{\"reset_status\":{}}").status()).isEqualTo(202);
        assertThat(status(instance)).isEqualTo("ACTIVE/ERROR");
        stage.now = stage.now.plusSeconds(3);
        stage.report(instance, ServiceStatus.HEALTHY);
        assertThat(status(instance)).isEqualTo("ACTIVE/HEALTHY");
        assertThat(action(instance, "{\"reset_status\":{\"force_delete\":true}}")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void hides_other_projects_but_not_from_administrators() {
        Instance instance = stage.primary("db");
        String path = "/instances/" + instance.id();
        assertThat(stage.call("member:" + Stage.STRANGERS, "GET", "/v1.0/" + Stage.STRANGERS + path, "")
                        .status())
                .isEqualTo(404);
        JsonNode view = instance(stage.admin("GET", path, ""));
        assertThat(view.path("tenant_id").asString()).isEqualTo(Stage.PROJECT);
        assertThat(view.path("links").path(0).path("href").asString()).contains("/v1.0/" + Stage.ADMINS + "/");
        assertThat(stage.call("admin:" + Stage.ADMINS, "GET", "/v1.0/" + Stage.PROJECT + path, "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void an_id_no_database_could_hold_is_not_found() {
        for (String id : List.of("%00", "a%0Ab", "x".repeat(70_000), "..%2F..%2Fetc", "%F0%9F%92%A9", "'%20OR%201=1")) {
            assertThat(stage.member("GET", "/instances/" + id).status()).isEqualTo(404);
        }
        assertThat(stage.member("GET", "/instances?marker=%00").status()).isEqualTo(400);
        assertThat(stage.member("GET", "/instances?limit=99999999999").status()).isEqualTo(200);
        assertThat(stage.member("GET", "/instances?limit=x").status()).isEqualTo(400);
    }

    @Test
    void says_what_is_wrong_with_a_body() {
        assertThat(stage.api
                        .handle(Stage.request(
                                "POST",
                                "/v1.0/" + Stage.PROJECT + "/instances",
                                "<xml/>",
                                java.util.Map.of(
                                        "x-auth-token", "member:" + Stage.PROJECT, "content-type", "application/xml")))
                        .status())
                .isEqualTo(415);
        for (String body : List.of("{", "{} {}", "[".repeat(100_000), "{\"a\":1,\"a\":2}", "{'a':1}", "\u0001")) {
            Response response = stage.member("POST", "/instances", body);
            assertThat(response.status()).isEqualTo(400);
            assertThat(Stage.message(response)).startsWith("Malformed request body");
        }
    }
}
