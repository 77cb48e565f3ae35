package dev.coffer.cli.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.cli.TestServer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Trove;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    @TempDir
    Path home;

    private TestServer server;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        variables.putAll(Map.of(
                "HOME",
                home.toString(),
                "OS_AUTH_URL",
                server.url() + "/v3/",
                "OS_USERNAME",
                "me",
                "OS_PASSWORD",
                "secret",
                "OS_PROJECT_NAME",
                "team"));
        server.on("GET /flavors", 200, "{'flavors':[]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void answerLogin(String token) {
        server.on(
                "POST /v3/auth/tokens",
                201,
                "{'token':{'expires_at':'2999-01-01T00:00:00.000000Z','project':{'id':'p1'},'catalog':["
                        + "{'type':'identity','endpoints':[]},{'type':'database','endpoints':["
                        + "{'interface':'internal','region':'RegionOne','url':'http://internal/'},"
                        + "{'interface':'public','region':'Other','url':'http://other/'},"
                        + "{'interface':'public','region':'RegionOne','region_id':'RegionOne','url':'"
                        + server.endpoint() + "/'}]}]}}",
                "X-Subject-Token",
                token);
    }

    private Trove open(String... flags) {
        Environment environment = new Environment(variables, home);
        return Login.open(Settings.find(Flags.parse(List.of(flags)), environment), _ -> {});
    }

    private long logins() {
        return server.requests().stream()
                .filter(request -> request.path().equals("/v3/auth/tokens"))
                .count();
    }

    @Test
    void a_password_becomes_a_token_and_the_catalog_tells_where_to_go() {
        answerLogin("t9");

        open("--os-region-name", "RegionOne").get("/flavors");

        assertThat(server.last("POST").body())
                .contains("\"methods\":[\"password\"]", "\"name\":\"me\"", "\"password\":\"secret\"")
                .contains("\"scope\":{\"project\":{", "\"name\":\"team\"", "\"domain\":{\"id\":\"default\"}");
        assertThat(server.last("GET").headers()).containsEntry("x-auth-token", "t9");
    }

    @Test
    void the_next_command_uses_the_same_token_and_only_its_owner_can_read_it() throws IOException {
        answerLogin("t9");

        open("--os-region-name", "RegionOne").get("/flavors");
        open("--os-region-name", "RegionOne").get("/flavors");

        assertThat(logins()).isOne();
        try (Stream<Path> files = Files.list(home.resolve(".cache/coffer"))) {
            assertThat(files).singleElement().satisfies(file -> {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                assertThat(file).content().doesNotContain("secret");
            });
        }
    }

    @Test
    void another_password_is_never_answered_from_the_cache() {
        answerLogin("t9");
        open("--os-region-name", "RegionOne").get("/flavors");

        open("--os-region-name", "RegionOne", "--os-password", "wrong").get("/flavors");

        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void a_kept_token_that_no_longer_counts_is_replaced() {
        answerLogin("t9");
        open("--os-region-name", "RegionOne").get("/flavors");
        server.on("GET /datastores", 401, "{'unauthorized':{'code':401,'message':'expired'}}");
        server.on("GET /datastores", 200, "{'datastores':[]}");

        open("--os-region-name", "RegionOne").get("/datastores");

        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void a_broken_cache_is_as_good_as_none() throws IOException {
        answerLogin("t9");
        open("--os-region-name", "RegionOne").get("/flavors");
        try (Stream<Path> files = Files.list(home.resolve(".cache/coffer"))) {
            Files.writeString(files.findFirst().orElseThrow(), "{\"token\":");
        }

        open("--os-region-name", "RegionOne").get("/flavors");

        assertThat(logins()).isEqualTo(2);
    }

    @Test
    void wrong_credentials_end_with_exit_code_4() {
        server.on("POST /v3/auth/tokens", 401, "{'error':{'code':401,'title':'Unauthorized','message':'no'}}");

        assertThatThrownBy(() -> open().get("/flavors"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.reason().exitCode()).isEqualTo(4))
                .hasMessageContaining("does not accept these credentials");
    }

    @Test
    void a_catalog_without_databases_is_told() {
        server.on(
                "POST /v3/auth/tokens",
                201,
                "{'token':{'expires_at':'2999-01-01T00:00:00Z','project':{},'catalog':[]}}",
                "X-Subject-Token",
                "t");

        assertThatThrownBy(() -> open().get("/flavors"))
                .hasMessageContaining("no public endpoint of type \"database\"");
    }

    @Test
    void an_application_credential_sends_no_scope() {
        answerLogin("t9");
        variables.remove("OS_PASSWORD");
        variables.put("OS_APPLICATION_CREDENTIAL_ID", "ac");
        variables.put("OS_APPLICATION_CREDENTIAL_SECRET", "acs");

        open("--os-region-name", "RegionOne").get("/flavors");

        assertThat(server.last("POST").body())
                .contains("application_credential", "\"id\":\"ac\"")
                .doesNotContain("scope");
    }

    @Test
    void an_admin_token_and_an_endpoint_need_no_login() {
        open("--os-auth-type", "admin_token", "--os-endpoint", server.endpoint() + "/", "--os-token", "fixed")
                .get("/flavors");

        assertThat(server.last("GET").headers()).containsEntry("x-auth-token", "fixed");
        assertThat(logins()).isZero();
    }

    @Test
    void basic_credentials_go_in_their_header() {
        open("--os-auth-type", "http_basic", "--os-endpoint", server.endpoint()).get("/flavors");

        assertThat(server.last("GET").headers()).containsEntry("authorization", "Basic bWU6c2VjcmV0");
    }

    @Test
    void no_authentication_sends_what_openstack_s_clients_send() {
        open("--os-auth-type", "none", "--os-endpoint", server.endpoint()).get("/flavors");

        assertThat(server.last("GET").headers()).containsEntry("x-auth-token", "notused");
    }

    @Test
    void a_server_that_is_not_there_ends_with_exit_code_3() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> open("--os-auth-url", "http://127.0.0.1:" + port + "/v3")
                        .get("/flavors"))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.reason().exitCode()).isEqualTo(3);
                    assertThat(failure.advice()).contains("coffer up");
                });
    }

    @Test
    void an_unknown_auth_type_is_told_with_those_there_are() {
        assertThatThrownBy(() -> open("--os-auth-type", "v2password"))
                .hasMessageContaining("v2password")
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.advice()).contains("http_basic"));
    }
}
