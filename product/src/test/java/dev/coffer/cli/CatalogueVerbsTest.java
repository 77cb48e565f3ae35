package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogueVerbsTest {
    private static final String STEPS = "'steps':[{'name':'allocate address','state':'DONE','attempts':1,"
            + "'started':'2026-11-22T22:07:51','ended':'2026-11-22T22:07:51','error':null},"
            + "{'name':'prepare engine','state':'WAITING','attempts':2,'started':'2026-11-22T22:07:52','ended':null,"
            + "'error':null}]";
    private static final String OPERATION = "{'id':'op1','kind':'CreateInstance','instance_id':'i1','state':'WAITING',"
            + "'created':'2026-11-22T22:07:51','updated':'2026-11-22T22:07:52','ended':null,"
            + "'deadline':'2026-11-22T23:07:51','waiting_for':'the agent','error':null," + STEPS + "}";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.on(
                "GET /datastores",
                200,
                "{'datastores':[{'id':'d1','name':'mariadb','default_version':'v2','versions':["
                        + "{'id':'v1','name':'10.11'},{'id':'v2','name':'11.8'}]}]}");
        server.on(
                "GET /flavors",
                200,
                "{'flavors':[{'id':1,'str_id':'1','name':'m1.tiny','ram':512,'vcpus':1,'disk':0,'ephemeral':0},"
                        + "{'id':null,'str_id':'big','name':'huge','ram':16384,'vcpus':8}]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Run run(String... arguments) {
        return Run.against(server, arguments);
    }

    @Test
    void datastores_are_listed_with_versions() {
        assertThat(run("datastore", "list").out()).isEqualTo("""
                NAME      VERSIONS      DEFAULT   ID
                mariadb   10.11, 11.8   11.8      d1
                """);
        assertThat(run("datastore", "show", "mariadb", "-f", "json", "-c", "versions")
                        .out())
                .isEqualToIgnoringWhitespace("{\"versions\":[\"10.11\",\"11.8\"]}");
    }

    @Test
    void versions_of_a_datastore_are_listed() {
        server.on("GET /datastores/d1/versions", 200, "{'versions':[{'id':'v2','name':'11.8','version':'11.8'}]}");

        assertThat(run("datastore", "versions", "mariadb", "-f", "value").out()).isEqualTo("11.8 11.8 v2\n");
    }

    @Test
    void flavors_have_their_text_id_where_there_is_no_number() {
        assertThat(run("flavor", "list").out()).isEqualTo("""
                ID    NAME        RAM   VCPUS
                1     m1.tiny     512       1
                big   huge      16384       8
                """);
        assertThat(run("flavor", "show", "huge", "-f", "value", "-c", "id").out())
                .isEqualTo("big\n");
        assertThat(run("flavor", "show", "x").exitCode()).isEqualTo(1);
    }

    @Test
    void operations_of_an_instance_are_listed_with_the_step_they_are_at() {
        server.on("GET /instances", 200, "{'instances':[{'id':'i1','name':'shop'}]}");
        server.on("GET /instances/i1/operations", 200, "{'operations':[" + OPERATION + "]}");

        assertThat(run("operation", "list", "shop", "-c", "kind", "-c", "state", "-c", "step")
                        .out())
                .isEqualTo("""
                KIND             STATE     STEP
                CreateInstance   WAITING   prepare engine
                """);
    }

    @Test
    void an_operation_is_shown_with_all_its_steps() {
        server.on("GET /operations/op1", 200, "{'operation':" + OPERATION + "}");

        assertThat(run("operation", "show", "op1").out())
                .contains("waiting for   the agent\n")
                .contains("""

                        STEP               STATE     ATTEMPTS   STARTED               ENDED                 ERROR
                        allocate address   DONE             1   2026-11-22T22:07:51   2026-11-22T22:07:51       -
                        prepare engine     WAITING          2   2026-11-22T22:07:52   -                         -
                        """);
        assertThat(run("operation", "show", "op1", "-f", "json").out()).contains("\"attempts\": 2");
    }

    @Test
    void an_operation_that_is_watched_ends_with_it() {
        server.on("GET /operations/op1", 200, "{'operation':" + OPERATION + "}");
        server.on("GET /operations/op1", 200, "{'operation':{'id':'op1','kind':'CreateInstance','state':'CANCELLED'}}");

        Run run = run("operation", "watch", "op1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("✓ allocate address\n", "prepare engine: attempt 2", "was cancelled");
    }
}
