package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.identity.local.LocalIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The identity endpoint as OpenStack's clients use it, with the users file behind it. */
class KeystoneTest {
    @TempDir
    Path directory;

    private Stage stage;
    private String secret = "";

    @BeforeEach
    void open() throws IOException {
        Path control = directory.resolve("control");
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        LocalIdentity identity = LocalIdentity.open(control, Duration.ofHours(1), () -> now);
        secret = Files.readString(control.resolve("admin-secret")).strip();
        stage = new Stage(directory, identity, Stage.SETTINGS);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response call(String method, String path, String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return stage.api.handle(Stage.request(method, path, body.replace('\'', '"'), all));
    }

    private Response login(String password, String scope) {
        String body = "{'auth':{'identity':{'methods':['password'],'password':{'user':{'name':'admin',"
                + "'domain':{'name':'Default'},'password':'%s'}}}%s}}".formatted(password, scope);
        return call("POST", "/v3/auth/tokens", body);
    }

    private Response login() {
        return login(secret, ",'scope':{'project':{'name':'admin','domain':{'id':'default'}}}");
    }

    private static String token(Response response) {
        assertThat(response.status()).as(response.bodyText()).isEqualTo(201);
        return response.headers().getOrDefault("X-Subject-Token", "");
    }

    @Test
    void a_password_buys_a_token_with_a_catalog_that_leads_to_the_database_service() {
        Response response = login();
        String token = token(response);
        JsonNode body = Stage.json(response).path("token");
        String project = body.path("project").path("id").asString();
        assertThat(body.path("expires_at").asString()).isEqualTo("2026-03-01T13:00:00.000000Z");
        assertThat(body.path("roles").path(0).path("name").asString()).isEqualTo("admin");
        Set<String> interfaces = new HashSet<>();
        body.path("catalog").path(0).path("endpoints").forEach(endpoint -> {
            interfaces.add(endpoint.path("interface").asString());
            assertThat(endpoint.path("url").asString()).isEqualTo("http://api.example:8779/v1.0/" + project);
        });
        assertThat(interfaces).containsExactlyInAnyOrder("public", "internal", "admin");
        assertThat(call("GET", "/v1.0/" + project + "/instances", "", "x-auth-token", token)
                        .status())
                .isEqualTo(200);
        assertThat(Stage.json(login(secret, "")).path("token").has("catalog")).isFalse();
    }

    @Test
    void wrong_credentials_are_401_in_keystones_form_and_then_429() {
        Response wrong = login("guess", "");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(Stage.json(wrong).path("error").path("title").asString()).isEqualTo("Unauthorized");
        for (int i = 0; i < 4; i++) {
            login("guess", "");
        }
        Response throttled = login();
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.headers()).containsKey("Retry-After");
    }

    @Test
    void only_projects_of_the_user_can_be_asked_for() {
        assertThat(login(secret, ",'scope':{'project':{'name':'other','domain':{'id':'default'}}}")
                        .status())
                .isEqualTo(401);
        assertThat(login(secret, ",'scope':{'system':{'all':true}}").status()).isEqualTo(401);
        assertThat(login(secret, ",'scope':{'project':{'name':'admin','domain':{'name':'x'}}}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void other_methods_are_refused_with_a_sentence() {
        String oneTimePassword =
                "{'auth':{'identity':{'methods':['totp'],'totp':{'user':{'id':'x','passcode':'hunter2'}}}}}";
        Response response = call("POST", "/v3/auth/tokens", oneTimePassword);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.bodyText()).contains("password, token").doesNotContain("hunter2");
        for (String body : List.of("", "{}", "{'auth':[]}", "{'auth':{'identity':{'methods':['password']}}}", "[")) {
            assertThat(call("POST", "/v3/auth/tokens", body).status()).isEqualTo(400);
        }
    }

    @Test
    void a_static_token_is_an_application_credential_under_its_name() throws IOException {
        String token =
                Files.readString(directory.resolve("control/admin-token")).strip();
        String body = "{'auth':{'identity':{'methods':['application_credential'],"
                + "'application_credential':{'id':'%s','secret':'%s'}}%s}}";
        Response response = call("POST", "/v3/auth/tokens", body.formatted("admin-token", token, ""));
        JsonNode project = Stage.json(response).path("token").path("project");
        assertThat(project.path("name").asString()).isEqualTo("admin");
        String path = "/v1.0/" + project.path("id").asString() + "/flavors";
        assertThat(call("GET", path, "", "x-auth-token", token(response)).status())
                .isEqualTo(200);
        for (String wrong : List.of(
                body.formatted("other", token, ""),
                body.formatted("admin-token", "hunter2", ""),
                body.formatted("admin-token", token, ",'scope':{'project':{'name':'other'}}"))) {
            Response refused = call("POST", "/v3/auth/tokens", wrong);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.bodyText()).contains("application credential").doesNotContain("hunter2", token);
        }
        assertThat(call("POST", "/v3/auth/tokens", body.formatted("admin-token", "", ""))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_token_is_looked_at_exchanged_and_revoked() {
        String token = token(login());
        String[] both = {"x-auth-token", token, "x-subject-token", token};
        assertThat(call("GET", "/v3/auth/tokens", "", both).status()).isEqualTo(200);
        assertThat(call("HEAD", "/v3/auth/tokens?nocatalog", "", both).status()).isEqualTo(200);
        String exchange =
                "{'auth':{'identity':{'methods':['token'],'token':{'id':'%s'}},'scope':{'project':{'name':'admin'}}}}";
        String other = token(call("POST", "/v3/auth/tokens", exchange.formatted(token)));
        assertThat(call("GET", "/v3/auth/tokens", "", "x-auth-token", other, "x-subject-token", "junk")
                        .status())
                .isEqualTo(404);
        assertThat(call("DELETE", "/v3/auth/tokens", "", both).status()).isEqualTo(204);
        assertThat(call("GET", "/v3/auth/tokens", "", both).status()).isEqualTo(401);
        assertThat(call("GET", "/v3/auth/catalog", "", "x-auth-token", other).status())
                .isEqualTo(200);
    }

    @Test
    void projects_are_found_by_id_and_name() {
        String token = token(login());
        JsonNode listed = Stage.json(call("GET", "/v3/projects?name=admin", "", "x-auth-token", token));
        String id = listed.path("projects").path(0).path("id").asString();
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(Stage.json(call("GET", "/v3/projects?name=none", "", "x-auth-token", token))
                        .path("projects")
                        .size())
                .isZero();
        assertThat(call("GET", "/v3/projects/" + id, "", "x-auth-token", token).status())
                .isEqualTo(200);
        assertThat(call("GET", "/v3/projects/admin", "", "x-auth-token", token).status())
                .isEqualTo(404);
        assertThat(call("GET", "/v3/auth/projects", "", "x-auth-token", token).status())
                .isEqualTo(200);
        assertThat(call("GET", "/v3/projects", "").status()).isEqualTo(401);
        String user = Stage.json(login()).path("token").path("user").path("id").asString();
        assertThat(call("GET", "/v3/users/" + user + "/projects", "", "x-auth-token", token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void discovery_finds_both_services_without_a_token() {
        JsonNode versions = Stage.json(call("GET", "/", "")).path("versions");
        assertThat(versions.path(0).path("id").asString()).isEqualTo("v1.0");
        assertThat(versions.path(1).path("id").asString()).isEqualTo("v3.14");
        assertThat(versions.path(1).path("links").path(0).path("href").asString())
                .isEqualTo("http://api.example:8779/v3/");
        for (String path : List.of("/v3", "/v3/")) {
            assertThat(Stage.json(call("GET", path, ""))
                            .path("version")
                            .path("id")
                            .asString())
                    .isEqualTo("v3.14");
        }
        assertThat(call("GET", "/healthcheck", "").bodyText()).isEqualTo("OK");
    }

    @Test
    void static_tokens_and_basic_credentials_need_no_keystone() throws IOException {
        String token =
                Files.readString(directory.resolve("control/admin-token")).strip();
        String project =
                Stage.json(login()).path("token").path("project").path("id").asString();
        String path = "/v1.0/" + project + "/flavors";
        assertThat(call("GET", path, "", "x-auth-token", token).status()).isEqualTo(200);
        assertThat(call("GET", "/v1.0/" + Stage.PROJECT + "/flavors", "", "x-auth-token", token)
                        .status())
                .isEqualTo(403);
        String pair = Base64.getEncoder().encodeToString(("admin:" + secret).getBytes(StandardCharsets.UTF_8));
        assertThat(call("GET", path, "", "authorization", "Basic " + pair).status())
                .isEqualTo(200);
        for (String junk : List.of("Basic", "Basic !!", "Basic Og==", "Bearer x", "Basic " + "A".repeat(9999))) {
            Response refused = call("GET", path, "", "authorization", junk);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers().get("WWW-Authenticate"))
                    .isEqualTo("Keystone uri=\"http://api.example:8779/v3\"");
        }
    }
}
