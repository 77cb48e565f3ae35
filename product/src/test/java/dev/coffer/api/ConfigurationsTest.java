package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import dev.coffer.model.ParameterSet;
import dev.coffer.model.Task;
import dev.coffer.operations.ChangeConfiguration;
import dev.coffer.operations.ConfigureInstance;
import dev.coffer.operations.CreateInstance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Configuration groups and parameters. */
class ConfigurationsTest {
    private static final String VERSION = Stage.versionId("mysql", "8.4.0");

    private static final String GIVEN = """
            max_connections | 77        | 77
            max_connections | '77'      | 77
            max_connections | '1K'      | 1024
            max_connections | true      | 1
            max_connections | 1.5       |
            max_connections | null      |
            max_connections | [1]       |
            max_connections | {}        |
            max_connections | ''        |
            max_connections | '77; x'   |
            max_connections | 1e400     |
            flag            | true      | 1
            flag            | 'OFF'     | 0
            flag            | 0         | 0
            flag            | 'perhaps' |
            ratio           | 0.25      | 0.25
            ratio           | 1         | 1
            ratio           | '0.5'     | 0.5
            ratio           | 1.01      |
            level           | 'low'     | LOW
            level           | 'MIDDLE'  |
            level           | true      | ON
            modes           | 'b, A'    | B,A
            modes           | ''        | nothing
            modes           | 'A,X'     |
            modes           | 1         |
            switches        | 'A=on,b=DEFAULT' | a=on,b=default
            switches        | 'a=maybe' |
            switches        | 'x=on'    |
            """;

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

    private String group(String values) {
        Response response = create(values);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response).path("configuration").path("id").asString();
    }

    private Response create(String values) {
        return member("POST", "/configurations", "{'configuration':{'name':'c','values':%s}}".formatted(values));
    }

    private Response member(String method, String path, String body) {
        return stage.member(method, path, body.replace('\'', '"'));
    }

    private JsonNode shown(String group) {
        return Stage.json(stage.member("GET", "/configurations/" + group)).path("configuration");
    }

    private Response attach(Instance instance, String group) {
        return member("PUT", "/instances/" + instance.id(), "{'instance':{'configuration':'%s'}}".formatted(group));
    }

    /** What was filed has ended well. */
    private void done() {
        stage.store.change(tx -> {
            for (String held : tx.operations().held()) {
                tx.operations().cancel(held);
            }
        });
    }

    @Test
    void a_group_shows_values_as_they_were_given_under_the_parameters_own_names() {
        JsonNode group = shown(group("{'MAX_connections':'128','autocommit':true,'character_set_server':'latin1'}"));
        assertThat(group.path("values").toString())
                .isEqualTo("{\"max_connections\":\"128\",\"autocommit\":true,\"character_set_server\":\"latin1\"}");
        assertThat(group.path("instance_count").intValue()).isZero();
        assertThat(group.path("datastore_version_id").asString()).isEqualTo(VERSION);
    }

    @Test
    void everything_that_is_wrong_with_values_is_said_at_once() {
        Response refused = create("{'max_connections':0,'wait_timeout':'soon','none':1,'autocommit':2}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(Stage.message(refused))
                .contains("max_connections is less than the minimum allowed: 1")
                .contains("wait_timeout is not of type integer")
                .contains("parameter none is not supported for this datastore: mysql 8.4.0.")
                .contains("autocommit is greater than the maximum allowed: 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = GIVEN)
    void values_are_taken_sensibly_for_the_parameters_type(String name, String given, String setting) {
        stage.store.change(tx -> {
            put(tx, "flag", Type.BOOLEAN, List.of());
            tx.parameters()
                    .put(
                            VERSION,
                            new Parameter(
                                    "ratio",
                                    Type.FLOAT,
                                    java.math.BigDecimal.ZERO,
                                    java.math.BigDecimal.ONE,
                                    List.of(),
                                    false,
                                    null));
            put(tx, "level", Type.CHOICE, List.of("LOW", "ON", "OFF"));
            put(tx, "modes", Type.CHOICES, List.of("A", "B"));
            put(tx, "switches", Type.SWITCHES, List.of("a", "b"));
        });
        Response response = member(
                "POST", "/configurations", "{'configuration':{'name':'c','values':{'%s':%s}}}".formatted(name, given));
        if (setting == null) {
            assertThat(response.status()).as(response.bodyText()).isEqualTo(422);
            return;
        }
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        String id = Stage.json(response).path("configuration").path("id").asString();
        Map<String, String> settings = stage.store.read(
                tx -> tx.configurations().find(id).orElseThrow().settings());
        assertThat(settings).isEqualTo(Map.of(name, setting.replace("nothing", "")));
    }

    private static void put(dev.coffer.store.Tx tx, String name, Type type, List<String> choices) {
        tx.parameters().put(VERSION, new Parameter(name, type, null, null, choices, false, null));
    }

    @Test
    void a_version_of_which_nothing_can_be_set_has_no_groups() {
        Response refused = member(
                "POST",
                "/configurations",
                "{'configuration':{'name':'c','values':{},'datastore':{'type':'postgresql','version':'17'}}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(Stage.message(refused))
                .isEqualTo("Configuration groups are not supported for this datastore: postgresql 17");
    }

    @Test
    void attaching_files_the_values_and_shows_the_group() {
        Instance instance = stage.primary("db");
        String group = group("{'max_connections':55}");
        assertThat(attach(instance, group).status()).isEqualTo(202);
        assertThat(stage.operations.filed.getLast())
                .isEqualTo(new ConfigureInstance(instance.id(), Map.of("max_connections", "55"), null, Map.of()));
        JsonNode shown = Stage.json(stage.member("GET", "/instances/" + instance.id()));
        assertThat(shown.path("instance").path("configuration").path("id").asString())
                .isEqualTo(group);
        assertThat(shown(group).path("instance_count").intValue()).isEqualTo(1);
        assertThat(Stage.json(stage.member("GET", "/configurations/" + group + "/instances"))
                        .path("instances")
                        .path(0)
                        .path("id")
                        .asString())
                .isEqualTo(instance.id());

        Response again = attach(instance, group);
        assertThat(again.status()).isEqualTo(400);
        assertThat(Stage.message(again)).contains("already has a Configuration Group attached: " + group);
    }

    @Test
    void an_empty_body_detaches() {
        Instance instance = stage.primary("db");
        String group = group("{'max_connections':55}");
        attach(instance, group);
        done();
        assertThat(member("PUT", "/instances/" + instance.id(), "{'instance':{}}")
                        .status())
                .isEqualTo(202);
        assertThat(stage.operations.filed.getLast())
                .isEqualTo(new ConfigureInstance(instance.id(), Map.of(), group, Map.of("max_connections", "55")));
        assertThat(stage.stored(instance).configurationId()).isNull();
        done();
        assertThat(attach(instance, group).status()).isEqualTo(202);
    }

    @Test
    void an_instance_that_is_busy_or_gone_is_not_attached_to() {
        Instance instance = stage.primary("db");
        String group = group("{'max_connections':55}");
        stage.change(instance, Task.REBOOTING);
        assertThat(attach(instance, group).status()).isEqualTo(400);
        assertThat(attach(stage.healthy("s", Stage.STRANGERS, "mysql 8.4.0", null), group)
                        .status())
                .isEqualTo(404);
        assertThat(attach(stage.healthy("o", Stage.PROJECT, "mysql 8.0.36", null), group)
                        .status())
                .isEqualTo(400);
        assertThat(shown(group).path("instance_count").intValue()).isZero();
    }

    @Test
    void nobody_sees_or_uses_a_strangers_group() {
        String group = group("{'max_connections':55}");
        String token = "member:" + Stage.STRANGERS;
        String here = "/v1.0/" + Stage.STRANGERS + "/configurations/" + group;
        for (String method : List.of("GET", "DELETE")) {
            assertThat(stage.call(token, method, here, "").status()).isEqualTo(404);
        }
        assertThat(stage.call(token, "PATCH", here, "{\"configuration\":{\"values\":{}}}")
                        .status())
                .isEqualTo(404);
        Instance theirs = stage.healthy("s", Stage.STRANGERS, "mysql 8.4.0", null);
        Response attached = stage.admin(
                "PUT", "/instances/" + theirs.id(), "{\"instance\":{\"configuration\":\"%s\"}}".formatted(group));
        assertThat(attached.status()).isEqualTo(404);
        assertThat(Stage.json(stage.admin("GET", "/configurations", "")).path("configurations"))
                .hasSize(1);
        assertThat(Stage.json(stage.call(token, "GET", "/v1.0/" + Stage.STRANGERS + "/configurations", ""))
                        .path("configurations"))
                .isEmpty();
    }

    @Test
    void a_group_without_instances_changes_at_once() {
        String group = group("{'max_connections':55,'wait_timeout':5}");
        assertThat(member("PATCH", "/configurations/" + group, "{'configuration':{'values':{'MAX_CONNECTIONS':66}}}")
                        .status())
                .isEqualTo(200);
        assertThat(shown(group).path("values").toString()).isEqualTo("{\"max_connections\":66,\"wait_timeout\":5}");
        assertThat(member("PUT", "/configurations/" + group, "{'configuration':{'name':'n'}}")
                        .status())
                .isEqualTo(202);
        assertThat(shown(group).path("values")).isEmpty();
        assertThat(shown(group).path("name").asString()).isEqualTo("n");
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void a_group_with_instances_changes_by_an_operation_on_all_of_them() {
        Instance one = stage.primary("one");
        Instance two = stage.primary("two");
        String group = group("{'max_connections':55}");
        attach(one, group);
        attach(two, group);
        assertThat(member("PATCH", "/configurations/" + group, "{'configuration':{'values':{'wait_timeout':5}}}")
                        .status())
                .as("while they are busy")
                .isEqualTo(422);
        done();
        assertThat(member("PATCH", "/configurations/" + group, "{'configuration':{'values':{'wait_timeout':5}}}")
                        .status())
                .isEqualTo(200);
        ChangeConfiguration filed = (ChangeConfiguration) stage.operations.filed.getLast();
        assertThat(filed.instances()).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(filed.now().settings()).isEqualTo(Map.of("max_connections", "55", "wait_timeout", "5"));
        assertThat(stage.operations.held.getLast()).contains(one.id(), two.id(), group);
        assertThat(attach(stage.primary("three"), group).status())
                .as("a group that is being changed")
                .isEqualTo(422);
    }

    @Test
    void a_group_in_use_is_not_deleted() {
        Instance instance = stage.primary("db");
        String group = group("{}");
        attach(instance, group);
        assertThat(stage.member("DELETE", "/configurations/" + group).status()).isEqualTo(400);
        member("PUT", "/instances/" + instance.id(), "{'instance':{'configuration':null}}");
        assertThat(stage.member("DELETE", "/configurations/" + group).status()).isEqualTo(202);
        assertThat(stage.member("GET", "/configurations/" + group).status()).isEqualTo(404);
    }

    @Test
    void an_instance_may_be_created_with_a_group() {
        String group = group("{'max_connections':55}");
        String body =
                "{'instance':{'name':'db','flavorRef':1,'volume':{'size':1},'datastore':{'type':'mysql','version':'%s'},'configuration':'%s'}}";
        Response created = member("POST", "/instances", body.formatted("8.4.0", "http://h/configurations/" + group));
        assertThat(created.status()).as(created.bodyText()).isEqualTo(200);
        JsonNode instance = Stage.json(created).path("instance");
        assertThat(instance.path("configuration").path("id").asString()).isEqualTo(group);
        assertThat(stage.operations.filed.getLast()).isInstanceOf(CreateInstance.class);
        assertThat(member("POST", "/instances", body.formatted("8.0.36", group)).status())
                .isEqualTo(400);
        assertThat(member("POST", "/instances", body.formatted("8.4.0", "none")).status())
                .isEqualTo(404);
    }

    @Test
    void a_password_is_never_shown() {
        stage.store.change(tx -> put(tx, "report_password", Type.TEXT, List.of()));
        String group = group("{'report_password':'hush'}");
        assertThat(stage.member("GET", "/configurations/" + group).bodyText())
                .contains("******")
                .doesNotContain("hush");
    }

    @Test
    void what_an_operator_says_prevails_over_the_image() {
        String all = "/mgmt/datastores/versions/" + VERSION + "/parameters";
        String body =
                "{\"configuration-parameter\":{\"name\":\"%s\",\"data_type\":\"integer\",\"restart_required\":1,\"min_size\":\"1\",\"max_size\":9}}";
        assertThat(stage.admin("POST", all, body.formatted("max_connections")).status())
                .isEqualTo(400);
        assertThat(stage.admin("PUT", all + "/MAX_connections", body.formatted("x"))
                        .status())
                .isEqualTo(200);
        assertThat(create("{'max_connections':10}").status()).isEqualTo(422);
        assertThat(stage.admin("POST", all, body.formatted("own")).status()).isEqualTo(200);
        assertThat(create("{'own':9}").status()).isEqualTo(200);
        assertThat(stage.admin("DELETE", all + "/wait_timeout", "").status()).isEqualTo(204);
        assertThat(create("{'wait_timeout':9}").status()).isEqualTo(422);

        stage.store.change(tx ->
                tx.parameters().replace(VERSION, new ParameterSet("image 2", Stage.PARAMETERS.parameters())));
        assertThat(create("{'max_connections':10}").status()).isEqualTo(422);
        assertThat(create("{'wait_timeout':9}").status()).isEqualTo(422);
        assertThat(stage.admin("POST", all, body.formatted("wait_timeout")).status())
                .isEqualTo(200);
        assertThat(create("{'wait_timeout':9}").status()).isEqualTo(200);
        assertThat(stage.member("GET", all).status()).isEqualTo(401);
    }
}
