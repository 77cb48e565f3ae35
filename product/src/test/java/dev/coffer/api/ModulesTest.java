package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Result;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Instance;
import dev.coffer.model.ModuleType;
import dev.coffer.operations.ApplyModules;
import dev.coffer.operations.ReapplyModule;
import dev.coffer.operations.RemoveModule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Modules, and the instances that have them. */
class ModulesTest {
    /** message=hello */
    private static final String HELLO = "bWVzc2FnZT1oZWxsbw==";

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

    private static String body(String name, String more) {
        return "{'module':{'name':'%s','module_type':'ping','contents':'%s'%s}}"
                .formatted(name, HELLO, more)
                .replace('\'', '"');
    }

    private Response member(String method, String path, String body) {
        return stage.member(method, path, body.replace('\'', '"'));
    }

    private Response admin(String method, String path, String body) {
        return stage.admin(method, path, body.replace('\'', '"'));
    }

    private static String id(Response made) {
        assertThat(made.status()).as(made.bodyText()).isEqualTo(200);
        return Stage.json(made).path("module").path("id").asString();
    }

    private String made(String name, String more) {
        return id(member("POST", "/modules", body(name, more)));
    }

    private List<String> names(Response list) {
        return Stage.json(list)
                .path("modules")
                .valueStream()
                .map(module -> module.path("name").asString())
                .toList();
    }

    private void applied(Instance instance, String module, AppliedModule.State state) {
        stage.store.change(tx -> {
            String md5 = tx.modules().find(module).orElseThrow().md5();
            tx.appliedModules()
                    .put(new AppliedModule(instance.id(), module, md5, state, "hello", stage.now, stage.now));
        });
    }

    @Test
    void a_module_is_made_shown_changed_and_deleted() {
        JsonNode made = Stage.json(
                        member("POST", "/modules", body("m", ",'description':'d','datastore':{'type':'mysql'}")))
                .path("module");
        assertThat(made.path("md5").asString()).isEqualTo("d65ca3916726917d08885b9bf1197582");
        assertThat(made.path("datastore").asString()).isEqualTo("mysql");
        assertThat(made.path("datastore_version").asString()).isEqualTo("all");
        assertThat(made.path("apply_order").intValue()).isEqualTo(5);
        assertThat(made.has("contents")).isFalse();
        String path = "/modules/" + made.path("id").asString();

        JsonNode changed = Stage.json(member("PUT", path, "{'module':{'name':'n','all_datastores':1,'apply_order':0}}"))
                .path("module");
        assertThat(changed.path("name").asString()).isEqualTo("n");
        assertThat(changed.path("datastore").asString()).isEqualTo("all");
        assertThat(changed.path("description").asString()).isEqualTo("d");
        assertThat(changed.path("md5")).isEqualTo(made.path("md5"));
        JsonNode shown = Stage.json(stage.member("GET", path)).path("module");
        assertThat(shown.path("instance_count").intValue()).isZero();
        assertThat(stage.member("DELETE", path).status()).isEqualTo(200);
        assertThat(Stage.message(stage.member("GET", path)))
                .isEqualTo("Module with ID %s could not be found."
                        .formatted(made.path("id").asString()));
    }

    @ParameterizedTest
    @CsvSource({"all_tenants, Tenant: all", "auto_apply, Auto: 1", "priority_apply, Priority: 1"})
    void only_administrators_give_modules_to_all(String option, String shown) {
        Response refused = member("POST", "/modules", body("m", ",'%s':1".formatted(option)));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(Stage.message(refused))
                .isEqualTo("You must be admin to create a module with these options. (%s)".formatted(shown));
        assertThat(admin("POST", "/modules", body("m", ",'%s':1".formatted(option)))
                        .status())
                .isEqualTo(200);
        assertThat(Stage.message(admin("POST", "/modules", body("n", ",'full_access':1,'%s':1".formatted(option)))))
                .isEqualTo("Cannot make module full access: (%s)".formatted(shown));
    }

    @Test
    void members_see_their_own_modules_and_visible_ones_of_all() {
        made("own", "");
        admin("POST", "/modules", body("common", ",'all_tenants':1"));
        admin("POST", "/modules", body("hidden", ",'all_tenants':1,'visible':0"));
        stage.call("member:" + Stage.STRANGERS, "POST", "/v1.0/" + Stage.STRANGERS + "/modules", body("foreign", ""));

        assertThat(names(stage.member("GET", "/modules"))).containsExactly("common", "own");
        assertThat(names(stage.admin("GET", "/modules", ""))).containsExactly("common", "foreign", "hidden", "own");
    }

    @Test
    void modules_are_listed_by_what_they_are_made_for() {
        made("any", "");
        made("some", ",'datastore':{'type':'mysql','version':'8.4.0'}");
        assertThat(names(stage.member("GET", "/modules?datastore=mysql"))).containsExactly("some");
        assertThat(names(stage.member("GET", "/modules?datastore=ALL"))).containsExactly("any");
        assertThat(stage.member("GET", "/modules?datastore=oracle").status()).isEqualTo(404);
    }

    @Test
    void a_module_of_an_administrator_is_changed_by_administrators_unless_it_has_full_access() {
        String common = id(admin("POST", "/modules", body("common", ",'all_tenants':1")));
        assertThat(member("PUT", "/modules/" + common, "{'module':{'description':'mine'}}")
                        .status())
                .isEqualTo(403);
        assertThat(stage.member("DELETE", "/modules/" + common).status()).isEqualTo(403);
        String own = made("own", "");
        assertThat(member("PUT", "/modules/" + own, "{'module':{'visible':0}}").status())
                .isEqualTo(403);
        assertThat(member("PUT", "/modules/" + own, "{'module':{'full_access':0}}")
                        .status())
                .isEqualTo(403);
        admin("PUT", "/modules/" + own, "{'module':{'full_access':0}}");
        assertThat(member("PUT", "/modules/" + own, "{'module':{'description':'x'}}")
                        .status())
                .isEqualTo(403);
        admin("PUT", "/modules/" + own, "{'module':{'full_access':1}}");
        assertThat(member("PUT", "/modules/" + own, "{'module':{'description':'x'}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_is_wrong_with_a_module_is_said_without_its_contents() {
        assertThat(Stage.message(member("POST", "/modules", body("m", ",'module_type':'x'"))))
                .isEqualTo("Malformed request body: it is not valid JSON.");
        String unknown = body("m", "").replace("\"ping\"", "\"new_relic_license\"");
        assertThat(Stage.message(stage.member("POST", "/modules", unknown)))
                .isEqualTo("Module type 'new_relic_license' was not found.");
        String large = body("m", "").replace(HELLO, "c2VjcmV0".repeat(9_000));
        assertThat(Stage.message(stage.member("POST", "/modules", large)))
                .isEqualTo("Validation error: module['contents'] is too long; 65536 characters fit");
        assertThat(stage.member("POST", "/modules", "{\"module\":[" + body("m", "") + "]}")
                        .bodyText())
                .doesNotContain(HELLO);
        made("m", "");
        assertThat(Stage.message(member("POST", "/modules", body("m", ""))))
                .isEqualTo("A module with the name 'm' already exists for datastore 'all' and datastore version 'all'");
        assertThat(member("POST", "/modules", body("v", ",'datastore':{'version':'8.4.0'}"))
                        .status())
                .isEqualTo(400);
        assertThat(member("POST", "/modules", body("f", ",'visible':true")).status())
                .isEqualTo(400);
    }

    @Test
    void modules_are_applied_by_an_operation_of_the_instance() {
        Instance instance = stage.primary("db");
        String one = made("one", "");
        String two = made("two", ",'datastore':{'type':'postgresql'}");
        String here = "/instances/" + instance.id() + "/modules";

        Response done = member("POST", here, "{'modules':[{'id':'%s'}]}".formatted(one));
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.headers()).containsKey("Coffer-Operation");
        assertThat(stage.operations.filed).containsExactly(new ApplyModules(instance.id(), List.of(one)));
        assertThat(member("POST", here, "{'modules':[{'id':'%s'}]}".formatted(one))
                        .status())
                .as("while it runs")
                .isEqualTo(422);
        assertThat(Stage.message(member("POST", here, "{'modules':[{'id':'%s'}]}".formatted(two))))
                .contains("'two' cannot be applied to datastore mysql 8.4.0");
        assertThat(member("POST", here, "{'modules':[{'id':'%s'}]}".formatted(Stage.uuid("none")))
                        .status())
                .isEqualTo(404);
        assertThat(Stage.json(member("POST", here, "{}")).path("modules").size())
                .isZero();
    }

    @Test
    void a_busy_instance_takes_no_modules() {
        Instance instance = stage.primary("db");
        String one = made("one", "");
        stage.change(instance, dev.coffer.model.Task.REBOOTING);
        assertThat(member(
                                "POST",
                                "/instances/" + instance.id() + "/modules",
                                "{'modules':[{'id':'%s'}]}".formatted(one))
                        .status())
                .isEqualTo(422);
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void an_instance_shows_its_modules_as_noted_or_as_its_agent_has_them() {
        Instance instance = stage.primary("db");
        String one = made("one", "");
        String here = "/instances/" + instance.id() + "/modules";
        applied(instance, one, AppliedModule.State.OK);
        JsonNode noted = Stage.json(stage.member("GET", here)).path("modules").path(0);
        assertThat(noted.path("status").asString()).isEqualTo("OK");
        assertThat(noted.path("message").asString()).isEqualTo("hello");
        assertThat(noted.path("contents").isNull()).isTrue();
        assertThat(Stage.json(stage.member("GET", here + "?include_contents=true"))
                        .at("/modules/0/contents")
                        .asString())
                .isEqualTo(HELLO);

        stage.agents.modules.put(
                instance.id(),
                List.of(
                        new Result.Module(one, "one", ModuleType.PING, "old", false, "no", stage.now, stage.now, HELLO),
                        new Result.Module(
                                "gone", "gone", ModuleType.PING, "x", true, "y", stage.now, stage.now, HELLO)));
        JsonNode there = Stage.json(stage.member("GET", here + "?from_guest=1&include_contents=1"))
                .path("modules");
        assertThat(there.size()).isOne();
        assertThat(there.path(0).path("status").asString()).isEqualTo("ERROR");
        assertThat(there.path(0).path("md5").asString()).isEqualTo("old");
        assertThat(there.path(0).path("contents").asString()).isEqualTo(HELLO);
    }

    @Test
    void contents_of_administrators_modules_are_for_them() {
        Instance instance = stage.primary("db");
        String common = id(admin("POST", "/modules", body("common", ",'all_tenants':1")));
        applied(instance, common, AppliedModule.State.OK);
        String here = "/instances/" + instance.id() + "/modules?include_contents=1";
        assertThat(stage.member("GET", here).bodyText()).doesNotContain(HELLO);
        assertThat(stage.admin("GET", here, "").bodyText()).contains(HELLO);
    }

    @Test
    void a_module_is_removed_from_an_instance_that_has_it() {
        Instance instance = stage.primary("db");
        String one = made("one", "");
        String path = "/instances/" + instance.id() + "/modules/" + one;
        assertThat(Stage.message(stage.member("DELETE", path))).isEqualTo("Module 'one' has not been applied");
        applied(instance, one, AppliedModule.State.OK);
        assertThat(stage.member("DELETE", path).status()).isEqualTo(200);
        assertThat(stage.operations.filed).containsExactly(new RemoveModule(instance.id(), one));
    }

    @Test
    void a_module_that_instances_have_is_changed_or_deleted_only_when_that_is_allowed() {
        Instance instance = stage.primary("db");
        String fixed = made("fixed", "");
        String live = made("live", ",'live_update':1");
        applied(instance, fixed, AppliedModule.State.OK);
        applied(instance, live, AppliedModule.State.OK);
        assertThat(member("PUT", "/modules/" + fixed, "{'module':{'contents':'eA=='}}")
                        .status())
                .isEqualTo(403);
        assertThat(stage.member("DELETE", "/modules/" + fixed).status()).isEqualTo(403);
        assertThat(member("PUT", "/modules/" + live, "{'module':{'contents':'eA=='}}")
                        .status())
                .isEqualTo(200);
        JsonNode counts = Stage.json(stage.member("GET", "/modules/" + live + "/instances?count_only=True"))
                .path("instances");
        assertThat(counts.path(0).path("instance_count").intValue()).isOne();
        assertThat(counts.path(0).path("current").booleanValue()).isFalse();
        assertThat(stage.member("DELETE", "/modules/" + live).status()).isEqualTo(200);
        stage.store.change(tx -> tx.instances().delete(instance.id(), stage.now));
        assertThat(stage.member("DELETE", "/modules/" + fixed).status()).isEqualTo(200);
    }

    @Test
    void instances_that_have_a_module_are_listed_in_pages_to_those_who_may_see_them() {
        String common = id(admin("POST", "/modules", body("common", ",'all_tenants':1")));
        Instance one = stage.primary("one");
        Instance two = stage.primary("two");
        Instance foreign = stage.healthy("three", Stage.STRANGERS, "mysql 8.4.0", null);
        List.of(one, two, foreign).forEach(instance -> applied(instance, common, AppliedModule.State.OK));
        String path = "/modules/" + common + "/instances";
        JsonNode first = Stage.json(stage.member("GET", path + "?limit=1"));
        assertThat(first.path("instances").size()).isOne();
        assertThat(first.path("links").size()).isOne();
        assertThat(Stage.json(stage.member("GET", path)).path("instances").size())
                .isEqualTo(2);
        assertThat(Stage.json(stage.admin("GET", path, "")).path("instances").size())
                .isEqualTo(3);
    }

    @Test
    void reapplying_is_an_operation_of_the_module_for_the_callers_instances() {
        String live = made("live", ",'live_update':1");
        String path = "/modules/" + live + "/instances";
        Response filed = member("PUT", path, "{'reapply':{'batch_size':900,'batch_delay':0,'force':1,'md5':'abc'}}");
        assertThat(filed.status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new ReapplyModule(live, Stage.PROJECT, "abc", true, 50, 2));
        assertThat(Stage.message(member("PUT", path, "{'reapply':{}}"))).contains("is being reapplied by operation");
        assertThat(member("PUT", path, "{}").status()).isEqualTo(400);
        assertThat(member("PUT", path, "{'reapply':{'batch_size':0}}").status()).isEqualTo(400);
    }

    @Test
    void a_new_instance_gets_what_was_asked_for_and_what_everyone_gets() {
        String asked = made("asked", "");
        String all = id(admin("POST", "/modules", body("all", ",'all_tenants':1,'auto_apply':1,'visible':0")));
        admin("POST", "/modules", body("other", ",'all_tenants':1,'auto_apply':1,'datastore':{'type':'postgresql'}"));
        String order = "{'instance':{'name':'a','flavorRef':1,'volume':{'size':1},'modules':[{'id':'%s'}]}}";

        String id = Stage.json(member("POST", "/instances", order.formatted(asked)))
                .at("/instance/id")
                .asString();
        List<AppliedModule> wanted = stage.store.read(tx -> tx.appliedModules().of(id));
        assertThat(wanted).extracting(AppliedModule::moduleId).containsExactlyInAnyOrder(asked, all);
        assertThat(names(stage.member("GET", "/instances/" + id + "/modules"))).containsExactly("asked");
        assertThat(member("POST", "/instances", order.formatted(all)).status()).isEqualTo(404);
    }
}
