package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagementVerbsTest {
    @TempDir
    Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.on("GET /instances", 200, "{'instances':[{'id':'i1','name':'shop'}]}");
        server.on("GET /flavors", 200, "{'flavors':[{'id':2,'str_id':'2','name':'m1.small'}]}");
        server.on(
                "GET /mgmt/instances?deleted=false",
                200,
                "{'instances':[{'id':'i1','name':'shop','tenant_id':'p2','status':'ACTIVE','operating_status':'HEALTHY',"
                        + "'task_description':'No tasks for the instance.'}],'links':[{'rel':'next','href':'x'}]}");
        server.on(
                "GET /mgmt/instances?deleted=false&marker=1",
                200,
                "{'instances':[{'id':'i2','name':'till','tenant_id':'p3','status':'ACTIVE'}]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Run run(String... arguments) {
        return Run.against(server, arguments);
    }

    @Test
    void instances_of_all_projects_are_listed_over_all_pages() {
        assertThat(run("manage", "list", "-f", "value", "-c", "name", "-c", "project")
                        .out())
                .isEqualTo("shop p2\ntill p3\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stop|{\"stop\":{}}",
                "reboot|{\"reboot\":{}}",
                "migrate|{\"migrate\":{}}",
                "reset-task|{\"reset-task-status\":{}}"
            })
    void an_instance_of_any_project_is_managed_by_name(String verb, String body) {
        server.on("POST /mgmt/instances/i2/action", 202, "");

        assertThat(run("manage", verb, "till").exitCode()).isZero();
        assertThat(server.last("POST").body()).isEqualTo(body);
    }

    @Test
    void a_resize_changes_flavor_or_volume_but_not_both() {
        server.on("POST /instances/i1/action", 202, "");

        run("instance", "resize", "shop", "--flavor", "m1.small");
        assertThat(server.last("POST").body()).isEqualTo("{\"resize\":{\"flavorRef\":\"2\"}}");
        run("instance", "resize", "shop", "--size", "7");
        assertThat(server.last("POST").body()).isEqualTo("{\"resize\":{\"volume\":{\"size\":7}}}");
        assertThat(run("instance", "resize", "shop").exitCode()).isEqualTo(2);
        assertThat(run("instance", "resize", "shop", "--size", "7", "--flavor", "2")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void access_keeps_what_is_not_to_change() {
        server.on(
                "GET /instances/i1",
                200,
                "{'instance':{'id':'i1','access':{'is_public':true,'allowed_cidrs':['192.0.2.0/24']}}}");
        server.on("PUT /instances/i1", 202, "");

        run("instance", "access", "shop", "--no-public");
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"instance\":{\"access\":{\"is_public\":false,\"allowed_cidrs\":[\"192.0.2.0/24\"]}}}");
        run("instance", "access", "shop", "--allowed-cidr", "0.0.0.0/0");
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"instance\":{\"access\":{\"is_public\":true,\"allowed_cidrs\":[\"0.0.0.0/0\"]}}}");
        assertThat(run("instance", "access", "shop").exitCode()).isEqualTo(2);
    }

    @Test
    void a_forced_deletion_resets_the_status_first() {
        server.on("POST /instances/i1/action", 202, "");
        server.on("DELETE /instances/i1", 202, "");

        assertThat(run("instance", "delete", "shop", "--force").exitCode()).isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"reset_status\":{\"force_delete\":true}}");
        assertThat(server.last("DELETE").path()).endsWith("/instances/i1");
    }

    @Test
    void quotas_and_limits_are_shown() {
        server.on(
                "GET /limits",
                200,
                "{'limits':[{'verb':'ABSOLUTE','max_instances':10,'max_ram':-1},"
                        + "{'verb':'POST','value':200,'remaining':199,'unit':'MINUTE','uri':'*'}]}");
        server.on(
                "GET /mgmt/quotas/p1", 200, "{'quotas':[{'resource':'instances','in_use':1,'reserved':0,'limit':20}]}");
        server.on("PUT /mgmt/quotas/p1", 200, "{'quotas':{'instances':20}}");

        assertThat(run("limit", "show").out()).contains("max instances   10");
        assertThat(run("limit", "list").out()).contains("POST     200         199   MINUTE");
        assertThat(run("quota", "set", "p1", "--instances", "20").out())
                .contains("instances        1          0      20");
        assertThat(server.last("PUT").body()).isEqualTo("{\"quotas\":{\"instances\":20}}");
    }

    @Test
    void contents_of_a_module_come_from_a_file() throws IOException {
        Path file = Files.writeString(directory.resolve("greeting.txt"), "message=Hello");
        server.on("POST /modules", 200, "{'module':{'id':'m1','name':'greeting'}}");

        Run run = run("module", "create", "greeting", "--type", "ping", "--file", file.toString(), "--live-update");

        assertThat(run.err()).isEmpty();
        String encoded = Base64.getEncoder().encodeToString("message=Hello".getBytes(StandardCharsets.UTF_8));
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"module\":{\"contents\":\"%s\",\"live_update\":1,\"name\":\"greeting\",\"module_type\":\"ping\"}}"
                                .formatted(encoded));
    }

    @Test
    void versions_of_datastores_are_managed() {
        server.on("POST /mgmt/datastore-versions", 202, "");
        server.on(
                "GET /mgmt/datastore-versions",
                200,
                "{'versions':[{'id':'v1','name':'11.8','datastore_name':'mariadb'},"
                        + "{'id':'v2','name':'11.8','datastore_name':'other'}]}");
        server.on("PATCH /mgmt/datastore-versions/v1", 202, "");

        run("datastore", "add-version", "mariadb", "11.8", "--manager", "mariadb", "--image", "mariadb-11.8");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"version\":{\"image\":\"mariadb-11.8\",\"name\":\"11.8\",\"datastore_name\":\"mariadb\","
                        + "\"datastore_manager\":\"mariadb\",\"active\":true}}");
        run("datastore", "set-version", "mariadb", "11.8", "--no-active");
        assertThat(server.last("PATCH").body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void logs_are_switched_and_published() {
        server.on(
                "POST /instances/i1/log",
                200,
                "{'log':{'name':'slow_query','type':'USER','status':'Ready','pending':7,'published':0}}");

        assertThat(run("log", "enable", "shop", "slow_query").out()).contains("status      Ready");
        assertThat(server.last("POST").body()).isEqualTo("{\"name\":\"slow_query\",\"enable\":1}");
    }

    @Test
    void a_log_is_followed_from_its_end_until_it_is_gone() {
        String log = "/instances/i1/log/error";
        server.on(
                "GET " + log + "?lines=2",
                200,
                "{'log':{'name':'error','offset':10,'next_offset':20,'end_offset':20,'text':'one\\ntwo\\n'}}");
        server.on(
                "GET " + log + "?offset=20",
                200,
                "{'log':{'name':'error','offset':25,'next_offset':30,'end_offset':40,'text':'three\\n'}}");
        server.on(
                "GET " + log + "?offset=30",
                404,
                "{'itemNotFound':{'code':404,'message':'Resource i1 cannot be found.'}}");

        Run run = run("log", "tail", "shop", "error", "-n", "2", "-f");

        assertThat(run.out()).isEqualTo("one\ntwo\nthree\n");
        assertThat(run.err()).contains("5 bytes were removed", "Resource i1 cannot be found.");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void flavors_are_added_and_versions_restricted_to_them() {
        server.on("POST /mgmt/flavors", 200, "{'flavor':{'id':null,'str_id':'big','name':'big','ram':9,'vcpus':1}}");
        server.on(
                "GET /mgmt/datastore-versions",
                200,
                "{'versions':[{'id':'v1','name':'11.8','datastore_name':'mariadb'}]}");
        server.on("PUT /mgmt/datastore-versions/v1/flavors", 200, "{'flavors':['2']}");

        assertThat(run("flavor", "create", "big", "--ram", "9", "--vcpus", "1", "-f", "value", "-c", "id")
                        .out())
                .isEqualTo("big\n");
        assertThat(run("datastore", "restrict-flavors", "mariadb", "11.8", "m1.small")
                        .exitCode())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"flavors\":[\"2\"]}");
    }
}
