package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountVerbsTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.on("GET /instances", 200, "{'instances':[{'id':'i1','name':'shop'}]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Run run(String... arguments) {
        return Run.against(server, arguments);
    }

    private Run runWithInput(String input, String... arguments) {
        return Run.with(input, Map.of("OS_ENDPOINT", server.endpoint(), "OS_TOKEN", "t1"), arguments);
    }

    @Test
    void databases_are_listed_over_all_pages() {
        server.on(
                "GET /instances/i1/databases",
                200,
                "{'databases':[{'name':'a b'}],'links':[{'rel':'next','href':'http://x/?marker=a%2520b'}]}");
        server.on("GET /instances/i1/databases?marker=a%20b", 200, "{'databases':[{'name':'c'}]}");

        assertThat(run("database", "list", "shop").out()).isEqualTo("NAME\na b\nc\n");
    }

    @Test
    void databases_are_created_together() {
        server.on("POST /instances/i1/databases", 202, "", "Coffer-Operation", "op1");
        server.on("GET /operations/op1", 200, "{'operation':{'id':'op1','state':'DONE'}}");

        Run run = run("database", "create", "shop", "a", "b", "--character-set", "utf8mb4", "--collate", "utf8mb4_bin");

        assertThat(run.exitCode()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"databases\":[{\"name\":\"a\",\"character_set\":\"utf8mb4\",\"collate\":\"utf8mb4_bin\"},"
                        + "{\"name\":\"b\",\"character_set\":\"utf8mb4\",\"collate\":\"utf8mb4_bin\"}]}");
        assertThat(run.err()).isEqualTo("Creating a, b: done.\n");
    }

    @Test
    void a_name_with_dots_slashes_and_blanks_is_one_part_of_the_path() {
        server.on("DELETE /instances/i1/databases/a%2eb%2Fc%20d", 202, "");

        run("database", "delete", "shop", "a.b/c d");

        assertThat(server.last("DELETE").path().toLowerCase()).endsWith("/databases/a%2eb%2fc%20d");
    }

    @Test
    void users_are_listed_with_their_databases() {
        server.on(
                "GET /instances/i1/users",
                200,
                "{'users':[{'name':'app','host':'10.0.0.%','databases':[{'name':'a'},{'name':'b'}]}],"
                        + "'links':[{'rel':'next','href':'?'}]}");
        server.on("GET /instances/i1/users?marker=app%4010.0.0.%25", 200, "{'users':[]}");

        assertThat(run("user", "list", "shop").out()).isEqualTo("""
                NAME   HOST       DATABASES
                app    10.0.0.%   a, b
                """);
    }

    @Test
    void a_user_is_made_with_a_password_that_never_stands_in_the_command_line() {
        server.on("POST /instances/i1/users", 202, "");

        Run run = runWithInput(
                "pw\n", "user", "create", "shop", "app", "--host", "%", "--database", "a", "--password-file", "-");

        assertThat(run.exitCode()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"users\":[{\"name\":\"app\",\"password\":\"pw\",\"host\":\"%\","
                        + "\"databases\":[{\"name\":\"a\"}]}]}");
    }

    @Test
    void without_a_terminal_a_password_must_be_given() {
        Run run = run("user", "create", "shop", "app");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no password for app", "--password-file");
    }

    @Test
    void users_are_shown_changed_and_deleted_by_name_and_host() {
        server.on("GET /instances/i1/users/app%40%25", 200, "{'user':{'name':'app','host':'%','databases':[]}}");
        server.on("PUT /instances/i1/users/app%40%25", 202, "");
        server.on("DELETE /instances/i1/users/app%40%25", 202, "");

        assertThat(run("user", "show", "shop", "app@%").out()).isEqualTo("""
                name        app
                host        %
                databases   -
                """);
        assertThat(runWithInput("new\n", "user", "set", "shop", "app@%", "--name", "b", "--password-file", "-")
                        .exitCode())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"user\":{\"name\":\"b\",\"password\":\"new\"}}");
        assertThat(run("user", "delete", "shop", "app@%").exitCode()).isZero();
        assertThat(run("user", "set", "shop", "app@%").exitCode()).isEqualTo(2);
    }

    @Test
    void grants_are_given_taken_and_listed() {
        server.on("PUT /instances/i1/users/app/databases", 202, "");
        server.on("DELETE /instances/i1/users/app/databases/a%2eb", 202, "");
        server.on("GET /instances/i1/users/app/databases", 200, "{'databases':[{'name':'c'}]}");

        assertThat(run("user", "grant", "shop", "app", "a.b", "c").exitCode()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"databases\":[{\"name\":\"a.b\"},{\"name\":\"c\"}]}");
        assertThat(run("user", "revoke", "shop", "app", "a.b").exitCode()).isZero();
        assertThat(run("user", "access", "shop", "app").out()).isEqualTo("NAME\nc\n");
    }

    @Test
    void root_is_enabled_shown_and_disabled() {
        server.on("POST /instances/i1/root", 200, "{'user':{'name':'root','password':'pw'}}");
        server.on("GET /instances/i1/root", 200, "{'rootEnabled':true}");
        server.on("DELETE /instances/i1/root", 204, "");

        assertThat(run("root", "enable", "shop", "-f", "value", "-c", "password")
                        .out())
                .isEqualTo("pw\n");
        assertThat(server.last("POST").body()).isEqualTo("{}");
        assertThat(run("root", "show", "shop").out()).isEqualTo("enabled   yes\n");
        assertThat(run("root", "disable", "shop").exitCode()).isZero();
    }

    @Test
    void a_user_with_a_host_in_its_name_is_made_for_that_host() {
        server.on("POST /instances/i1/users", 202, "");

        runWithInput("secret\n", "user", "create", "shop", "app@10.0.0.%", "--password-file", "-");

        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"users\":[{\"name\":\"app\",\"password\":\"secret\",\"host\":\"10.0.0.%\",\"databases\":[]}]}");
    }
}
