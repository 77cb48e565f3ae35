package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceVerbsTest {
    private static final String ID = "3a7f1c52-9a34-4f39-8f4e-2f7a43d7a111";
    private static final String PRIMARY = "{'id':'" + ID + "','name':'shop','status':'ACTIVE',"
            + "'operating_status':'HEALTHY','flavor':{'id':'2','links':[]},"
            + "'datastore':{'type':'mariadb','version':'11.8','version_number':'11.8.6'},'region':'RegionOne',"
            + "'access':{'is_public':false},'volume':{'size':5,'used':0.25},"
            + "'addresses':[{'address':'127.18.0.2','type':'private','network':'n'}],"
            + "'replicas':[{'id':'r1','links':[]}],'created':'2026-11-22T22:07:51','updated':'2026-11-22T22:08:38',"
            + "'replication':{'role':'PRIMARY','position':'0-1-42','lag_seconds':null,'term':3,"
            + "'observed_at':'2026-11-22T22:09:00'}}";
    private static final String REPLICA = "{'id':'r1','name':'shop-1','status':'ACTIVE','operating_status':'HEALTHY',"
            + "'flavor':{'id':'2'},'datastore':{'type':'mariadb','version':'11.8'},'access':{},'volume':{'size':5},"
            + "'addresses':[{'address':'127.18.0.3','type':'private'}],'replica_of':{'id':'" + ID + "'},"
            + "'replication':{'role':'REPLICA','lag_seconds':0.5}}";
    private static final String DONE = "{'operation':{'id':'op1','kind':'RestartInstance','instance_id':'" + ID
            + "','state':'DONE','steps':[{'name':'restart engine','state':'DONE','attempts':1,"
            + "'started':'2026-11-22T22:07:51','ended':'2026-11-22T22:07:53'}]}}";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.on(
                "GET /instances", 200, "{'instances':[{'id':'" + ID + "','name':'shop'},{'id':'r1','name':'shop-1'}]}");
        server.on("GET /instances/" + ID, 200, "{'instance':" + PRIMARY + "}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void list_shows_role_address_and_lag_in_an_aligned_table() {
        server.on("GET /instances/detail", 200, "{'instances':[" + PRIMARY + "," + REPLICA + "]}");

        Run run = Run.against(server, "instance", "list");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "NAME     ROLE      STATUS   HEALTH    ADDRESS      LAG   DATASTORE   VERSION   FLAVOR   SIZE   ID",
                        "shop     primary   ACTIVE   HEALTHY   127.18.0.2     -   mariadb     11.8      2           5   "
                                + ID,
                        "shop-1   replica   ACTIVE   HEALTHY   127.18.0.3   0.5   mariadb     11.8      2           5   r1");
        assertThat(server.last("GET").headers()).containsEntry("x-auth-token", "t1");
    }

    @Test
    void list_in_json_has_typed_values_of_all_columns() {
        server.on("GET /instances/detail", 200, "{'instances':[" + REPLICA + "]}");

        Run run = Run.against(server, "instance", "list", "-f", "json");

        assertThat(run.out())
                .contains("\"name\": \"shop-1\"", "\"lag\": 0.5", "\"size\": 5", "\"replica_of\": \"" + ID + "\"");
    }

    @Test
    void list_of_chosen_columns_as_values_suits_a_script() {
        server.on("GET /instances/detail", 200, "{'instances':[" + PRIMARY + "," + REPLICA + "]}");

        Run run = Run.against(server, "instance", "list", "-f", "value", "-c", "name", "-c", "ADDRESS");

        assertThat(run.out()).isEqualTo("shop 127.18.0.2\nshop-1 127.18.0.3\n");
    }

    @Test
    void a_column_that_does_not_exist_is_a_usage_error_that_lists_those_that_do() {
        server.on("GET /instances/detail", 200, "{'instances':[]}");

        Run run = Run.against(server, "instance", "list", "-c", "colour");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("There is no column \"colour\".", "name, role, status");
    }

    @Test
    void list_follows_all_pages() {
        server.on(
                "GET /instances/detail",
                200,
                "{'instances':[" + PRIMARY + "],'links':[{'rel':'next','href':'https://elsewhere/x?marker=zzz'}]}");
        server.on("GET /instances/detail?marker=" + ID, 200, "{'instances':[" + REPLICA + "]}");

        Run run = Run.against(server, "instance", "list", "-f", "value", "-c", "name");

        assertThat(run.out()).isEqualTo("shop\nshop-1\n");
    }

    @Test
    void show_finds_a_name_on_a_later_page() {
        try (TestServer paged = new TestServer()) {
            paged.on(
                    "GET /instances", 200, "{'instances':[{'id':'a','name':'x'}],'links':[{'rel':'next','href':'?'}]}");
            paged.on("GET /instances?marker=a", 200, "{'instances':[{'id':'" + ID + "','name':'shop'}]}");
            paged.on("GET /instances/" + ID, 200, "{'instance':" + PRIMARY + "}");

            Run run = Run.against(paged, "instance", "show", "shop");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains("name             shop", "role             primary", "addresses        127.18.0.2");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void show_in_yaml_quotes_what_needs_it() {
        Run run = Run.against(server, "instance", "show", ID, "-f", "yaml", "-c", "version", "-c", "addresses");

        assertThat(run.out()).isEqualTo("version: '11.8'\naddresses:\n- 127.18.0.2\n");
    }

    @Test
    void two_instances_of_one_name_are_told_apart_by_id_only() {
        try (TestServer twins = new TestServer()) {
            twins.on("GET /instances", 200, "{'instances':[{'id':'a','name':'x'},{'id':'b','name':'x'}]}");

            Run run = Run.against(twins, "instance", "show", "x");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("more than one instance named \"x\": a, b", "Give the id");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_unknown_name_ends_with_a_sentence_and_exit_code_1() {
        Run run = Run.against(server, "instance", "show", "nosuch");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("There is no instance \"nosuch\".", "coffer instance list");
    }

    @Test
    void create_sends_what_trove_wants(@TempDir Path directory) throws IOException {
        Path password = Files.writeString(directory.resolve("pw"), "s3cret\n");
        server.on("GET /flavors", 200, "{'flavors':[{'id':null,'str_id':'small-x','name':'small'}]}");
        server.on("POST /instances", 200, "{'instance':" + PRIMARY + "}", "Coffer-Operation", "op1");

        Run run = Run.against(
                server,
                "instance",
                "create",
                "shop",
                "--flavor",
                "small",
                "--size",
                "5",
                "--datastore",
                "mariadb",
                "--version",
                "11.8",
                "--database",
                "a",
                "--user",
                "u:@" + password,
                "--allowed-cidr",
                "10.0.0.0/8");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("Creating shop. Follow it with: coffer operation watch op1");
        assertThat(server.last("POST").body())
                .isEqualTo(("{'instance':{'name':'shop','flavorRef':'small-x','volume':{'size':5},"
                                + "'datastore':{'type':'mariadb','version':'11.8'},'databases':[{'name':'a'}],"
                                + "'users':[USER],'access':{'allowed_cidrs':['10.0.0.0/8']}}}")
                        .replace("USER", userOf(server.last("POST").body()))
                        .replace('\'', '"'));
        assertThat(server.last("POST").body()).contains("\"name\":\"u\"", "\"password\":\"s3cret\"");
    }

    /** Members of a user in whatever order. */
    private static String userOf(String body) {
        int start = body.indexOf("\"users\":[") + "\"users\":[".length();
        return body.substring(start, body.indexOf("],\"access\""));
    }

    @Test
    void create_reads_passwords_from_standard_input() {
        server.on("GET /flavors", 200, "{'flavors':[{'id':1,'str_id':'1','name':'small'}]}");
        server.on("POST /instances", 200, "{'instance':" + PRIMARY + "}");

        Run run = Run.with(
                "from input\n",
                Map.of("OS_ENDPOINT", server.endpoint(), "OS_TOKEN", "t1"),
                "instance",
                "create",
                "shop",
                "--flavor=1",
                "--size=5",
                "--user=u:-");

        assertThat(run.exitCode()).isZero();
        assertThat(server.last("POST").body()).contains("\"password\":\"from input\"");
        assertThat(run.out() + run.err()).doesNotContain("from input");
    }

    @Test
    void create_without_flavor_says_what_is_missing() {
        Run run = Run.against(server, "instance", "create", "shop", "--size", "5");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("needs a flavor and a size", "coffer flavor list");
    }

    @Test
    void replicas_send_only_what_replicas_may_have() {
        server.on("POST /instances", 200, "{'instance':" + REPLICA + "}");

        Run run = Run.against(server, "instance", "create", "r", "--replica-of", "shop", "--replica-count", "2");

        assertThat(run.exitCode()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"instance\":{\"name\":\"r\",\"replica_of\":\"" + ID + "\",\"replica_count\":2}}");
        assertThat(Run.against(server, "instance", "create", "r", "--replica-of", "shop", "--size", "2")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void waiting_for_several_replicas_waits_for_each() {
        server.on("POST /instances", 200, "{'instance':" + REPLICA + "}", "Coffer-Operation", "op2");
        server.on("GET /operations/op2", 200, DONE.replace("op1", "op2"));
        server.on("GET /instances/r1", 200, "{'instance':" + REPLICA + "}");
        server.on("GET /instances/r0/operations", 200, "{'operations':[{'id':'op1','state':'RUNNING'}]}");
        server.on("GET /operations/op1", 200, DONE);
        server.handle(request ->
                request.path().endsWith("/instances") && request.method().equals("GET")
                        ? Optional.of("{'instances':[{'id':'" + ID + "','name':'shop'},"
                                + "{'id':'r0','name':'r-1','replica_of':{'id':'" + ID + "'}}]}")
                        : Optional.empty());

        Run run = Run.against(
                server, "instance", "create", "r", "--replica-of", "shop", "--replica-count", "2", "--wait");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("operation op2", "operation op1");
    }

    @Test
    void actions_send_trove_s_words() {
        server.on("POST /instances/" + ID + "/action", 202, "");

        assertThat(Run.against(server, "instance", "restart", "shop").exitCode())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"restart\":{}}");
        assertThat(Run.against(server, "instance", "promote", "shop").exitCode())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"promote_to_replica_source\":{}}");
        assertThat(Run.against(server, "instance", "eject", "shop").exitCode()).isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"eject_replica_source\":{}}");
        assertThat(Run.against(server, "instance", "eject", "shop", "--force").exitCode())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"eject_replica_source\":{\"force\":true}}");
    }

    @Test
    void detach_and_update_use_put() {
        server.on("PUT /instances/" + ID, 202, "");

        assertThat(Run.against(server, "instance", "detach", "shop").exitCode()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"instance\":{\"replica_of\":null}}");
        assertThat(Run.against(server, "instance", "update", "shop", "--name", "new")
                        .exitCode())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"instance\":{\"name\":\"new\"}}");
    }

    @Test
    void waiting_shows_each_step_and_ends_with_the_operation() {
        server.on("POST /instances/" + ID + "/action", 202, "", "Coffer-Operation", "op1");
        server.on(
                "GET /operations/op1",
                200,
                "{'operation':{'id':'op1','kind':'RestartInstance','state':'WAITING','waiting_for':'the agent',"
                        + "'steps':[{'name':'restart engine','state':'WAITING','attempts':1,'started':'2026-11-22T22:07:51'}]}}");
        server.on("GET /operations/op1", 503, "{'serviceUnavailable':{'code':503,'message':'Starting.'}}");
        server.on("GET /operations/op1", 200, DONE);

        Run run = Run.against(server, "instance", "restart", "shop", "--wait");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err().lines())
                .containsExactly(
                        "restart instance (operation op1)",
                        "  … restart engine",
                        "  waiting for the agent",
                        "  Starting. Trying again.",
                        "  ✓ restart engine  2 s");
    }

    @Test
    void a_failed_operation_gives_its_reason_and_exit_code_1() {
        server.on("POST /instances/" + ID + "/action", 202, "", "Coffer-Operation", "op1");
        server.on(
                "GET /operations/op1",
                200,
                "{'operation':{'id':'op1','kind':'RestartInstance','state':'FAILED','error':'The disk is full.',"
                        + "'steps':[{'name':'restart engine','state':'FAILED','attempts':3,'error':'No space.'}]}}");

        Run run = Run.against(server, "instance", "restart", "shop", "--wait");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("✗ restart engine: No space.", "failed: The disk is full.", "coffer operation show op1");
    }

    @Test
    void deleting_waits_until_it_is_gone_at_a_server_that_names_no_operation() {
        server.on("DELETE /instances/" + ID, 202, "");
        server.on("GET /instances/" + ID, 404, "{'itemNotFound':{'code':404,'message':'gone'}}");

        Run run = Run.against(server, "instance", "delete", "shop", "--wait");

        assertThat(run.exitCode()).isZero();
        assertThat(server.requests().stream().map(TestServer.Request::method)).contains("DELETE");
    }

    @Test
    void the_server_s_own_words_reach_the_user() {
        server.on(
                "POST /instances/" + ID + "/action",
                422,
                "{'unprocessableEntity':{'code':422,'message':'Instance is not currently available.'}}");

        Run run = Run.against(server, "instance", "restart", "shop");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Instance is not currently available.", "coffer operation list");
    }
}
