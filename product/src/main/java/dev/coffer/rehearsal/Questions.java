package dev.coffer.rehearsal;

import dev.coffer.cli.client.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients usually ask the API. */
final class Questions {
    private static final String PROJECT = "admin";
    private static final int TIMES = 5;

    private final URI api;
    private final String secret;

    Questions(URI api, String secret) {
        this.api = api;
        this.secret = secret;
    }

    void ask(String instanceId) throws IOException {
        String login = """
                {"auth": {"identity": {"methods": ["password"], "password":
                  {"user": {"name": "admin", "domain": {"id": "default"}, "password": "%s"}}},
                 "scope": {"project": {"name": "%s", "domain": {"id": "default"}}}}}
                """.formatted(secret, PROJECT);
        HttpURLConnection tokens = open("/v3/auth/tokens", null);
        tokens.setRequestMethod("POST");
        tokens.setRequestProperty("Content-Type", "application/json");
        tokens.setDoOutput(true);
        tokens.getOutputStream().write(login.getBytes(StandardCharsets.UTF_8));
        String token = tokens.getHeaderField("X-Subject-Token");
        String project = Json.parse(drain(tokens)).at("token").at("project").string("id");
        String base = "/v1.0/" + project;
        for (int i = 0; i < TIMES; i++) {
            for (String path : List.of(
                    "/instances?limit=20",
                    "/instances/detail",
                    "/instances/" + instanceId,
                    "/instances/" + instanceId + "/operations",
                    "/datastores",
                    "/flavors",
                    "/limits",
                    "/nothing")) {
                var _ = drain(open(base + path, token));
            }
        }
    }

    private HttpURLConnection open(String path, @Nullable String token) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) api.resolve(path).toURL().openConnection();
        if (token != null) {
            connection.setRequestProperty("X-Auth-Token", token);
        }
        return connection;
    }

    private static byte[] drain(HttpURLConnection connection) throws IOException {
        InputStream answer =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream();
        return answer == null ? new byte[0] : answer.readAllBytes();
    }
}
