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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsResourceTest {
    @TempDir
    Path directory;

    @Test
    void figures_are_for_administrators() {
        try (Stage stage = new Stage(directory)) {
            Response figures = stage.call("admin:" + Stage.ADMINS, "GET", "/metrics", "");
            assertThat(figures.status()).isEqualTo(200);
            assertThat(figures.bodyText()).isEqualTo("coffer_build_info 1\n");
            assertThat(figures.headers().get("Content-Type")).startsWith("text/plain; version=0.0.4");

            Response refused = stage.call("member:" + Stage.PROJECT, "GET", "/metrics", "");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(Stage.message(refused)).contains("role admin");

            Response unknown = stage.call("nobody", "GET", "/metrics", "");
            assertThat(unknown.status()).isEqualTo(401);
            assertThat(unknown.headers()).containsEntry("WWW-Authenticate", "Basic realm=\"Coffer\"");
        }
    }

    @Test
    void the_administrators_name_and_password_are_enough() throws IOException {
        LocalIdentity identity = LocalIdentity.open(
                directory.resolve("control"), Duration.ofHours(1), () -> Instant.parse("2026-03-01T12:00:00Z"));
        String secret =
                Files.readString(directory.resolve("control/admin-secret")).strip();
        try (Stage stage = new Stage(directory, identity, Stage.SETTINGS)) {
            assertThat(basic(stage, "admin:" + secret).status()).isEqualTo(200);
            assertThat(basic(stage, "admin:guess").status()).isEqualTo(401);
        }
    }

    private static Response basic(Stage stage, String pair) {
        String header = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return stage.api.handle(Stage.request("GET", "/metrics", "", Map.of("authorization", header)));
    }

    @Test
    void observers_are_told_the_route_and_never_the_path() {
        try (Stage stage = new Stage(directory)) {
            stage.member("GET", "/instances/some-id");
            stage.member("POST", "/instances/some-id/action", "{}");
            stage.member("GET", "/no/such/thing");
            stage.call("nobody", "GET", "/v1.0/" + Stage.PROJECT + "/instances", "");
            stage.call("nobody", "GET", "/healthcheck", "");
            assertThat(stage.observed)
                    .containsExactly(
                            "GET /v1.0/{project}/instances/{id} 404",
                            "POST /v1.0/{project}/instances/{id}/action 400",
                            "GET none 404",
                            "GET none 401",
                            "GET /healthcheck 200");
        }
    }
}
