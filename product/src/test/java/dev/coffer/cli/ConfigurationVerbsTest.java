package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigurationVerbsTest {
    private static final String GROUP = "{'id':'g1','name':'tuned','description':'faster','datastore_name':'mariadb',"
            + "'datastore_version_name':'11.8','created':'2026-11-22T22:07:51','updated':'2026-11-22T22:07:51',"
            + "'values':{'max_connections':200,'sql_mode':'ANSI'}}";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.on("GET /instances", 200, "{'instances':[{'id':'i1','name':'shop'}]}");
        server.on("GET /configurations", 200, "{'configurations':[" + GROUP + "]}");
        server.on("GET /configurations/g1", 200, "{'configuration':" + GROUP + "}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Run run(String... arguments) {
        return Run.against(server, arguments);
    }

    @Test
    void groups_are_listed_and_shown_with_their_values() {
        assertThat(run("configuration", "list").out()).isEqualTo("""
                NAME    DATASTORE   VERSION   DESCRIPTION   ID
                tuned   mariadb     11.8      faster        g1
                """);
        assertThat(run("configuration", "show", "tuned", "-f", "json", "-c", "values")
                        .out())
                .isEqualToIgnoringWhitespace("{'values':{'max_connections':200,'sql_mode':'ANSI'}}".replace('\'', '"'));
    }

    @Test
    void values_are_sent_as_what_they_look_like() {
        server.on("POST /configurations", 200, "{'configuration':" + GROUP + "}");

        Run run = run(
                "configuration",
                "create",
                "tuned",
                "max_connections=200",
                "long_query_time=0.5",
                "local_infile=false",
                "init_connect=\"17\"",
                "sql_mode=A=B",
                "--datastore",
                "mariadb",
                "--version",
                "11.8");

        assertThat(run.err()).isEmpty();
        assertThat(server.last("POST").body())
                .isEqualTo("{'configuration':{'name':'tuned','values':{'max_connections':200,'long_query_time':0.5,"
                                .replace('\'', '"')
                        + "'local_infile':false,'init_connect':'17','sql_mode':'A=B'},".replace('\'', '"')
                        + "'datastore':{'type':'mariadb','version':'11.8'}}}".replace('\'', '"'));
    }

    @Test
    void setting_a_value_leaves_the_others_alone() {
        server.on("PATCH /configurations/g1", 200, "");

        Run run = run("configuration", "set", "tuned", "max_connections=300");

        assertThat(run.exitCode()).isZero();
        assertThat(server.last("PATCH").body()).isEqualTo("{\"configuration\":{\"values\":{\"max_connections\":300}}}");
        assertThat(server.last("PATCH").headers()).containsEntry("x-auth-token", "t1");
    }

    @Test
    void what_is_unset_leaves_the_group() {
        server.on("PUT /configurations/g1", 202, "");

        assertThat(run("configuration", "unset", "tuned", "sql_mode").exitCode())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"configuration\":{\"values\":{\"max_connections\":200}}}");

        Run unknown = run("configuration", "unset", "tuned", "nonsense");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("does not set nonsense");
    }

    @Test
    void a_group_is_attached_and_detached_by_changing_the_instance() {
        server.on("PUT /instances/i1", 202, "");

        assertThat(run("configuration", "attach", "shop", "tuned").exitCode()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"instance\":{\"configuration\":\"g1\"}}");

        assertThat(run("configuration", "detach", "shop").exitCode()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"instance\":{\"configuration\":null}}");
    }

    @Test
    void what_is_no_assignment_is_misuse() {
        Run run = run("configuration", "set", "tuned", "max_connections");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("max_connections=200");
    }

    @Test
    void a_refused_change_is_told_in_the_servers_words() {
        server.on(
                "PATCH /configurations/g1",
                422,
                "{'unprocessableEntity':{'code':422,'message':'The value is too large.'}}");

        Run run = run("configuration", "set", "tuned", "max_connections=300000000");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The value is too large.");
    }
}
