package dev.coffer.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the REST API with a token. */
final class Api {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final String token;

    private Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    static boolean isUp(URI api) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve("/healthcheck"))
                .timeout(PATIENCE)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    static Api login(URI api, String user, String password, String project) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(JSON.readTree("""
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "%s", "password": "%s", "domain": {"id": "default"}}}},
                 "scope": {"project": {"name": "%s", "domain": {"id": "default"}}}}}
                """.formatted(user, password, project)));
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(api.resolve("/v3/auth/tokens"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        require(201, "login", response);
        String id = JSON.readTree(response.body()).at("/token/project/id").asString();
        return new Api(
                api.resolve("/v1.0/" + id),
                response.headers().firstValue("X-Subject-Token").orElseThrow());
    }

    /** Id of the project logged in to. */
    String project() {
        return base.getPath().substring(base.getPath().lastIndexOf('/') + 1);
    }

    String token() {
        return token;
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    JsonNode send(String method, String path, String body, int expected) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("X-Auth-Token", token)
                .header("Accept", "application/json");
        if (body.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        require(expected, method + " " + path, response);
        return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
    }

    JsonNode read(String path) throws IOException, InterruptedException {
        return send("GET", path, "", 200);
    }

    /** Asks the identity service whose the token is. */
    void inspect(URI api) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(api.resolve("/v3/auth/tokens"))
                        .timeout(PATIENCE)
                        .header("X-Auth-Token", token)
                        .header("X-Subject-Token", token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        require(200, "GET /v3/auth/tokens", response);
    }

    /** Lines in Prometheus form. */
    Stream<String> metrics(URI api) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(api.resolve("/metrics"))
                        .timeout(PATIENCE)
                        .header("X-Auth-Token", token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        require(200, "GET /metrics", response);
        return response.body().lines();
    }

    boolean isThere(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("X-Auth-Token", token)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private static void require(int expected, String what, HttpResponse<String> response) {
        if (response.statusCode() != expected) {
            throw new NotMeasured(
                    "%s was answered with status %d: %s".formatted(what, response.statusCode(), response.body()));
        }
    }
}
