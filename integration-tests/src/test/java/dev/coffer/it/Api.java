package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the REST API with a token. */
final class Api {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final HttpClient http;
    private final String base;
    private final String token;

    private Api(HttpClient http, String base, String token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    /** The same client at another address of this machine. */
    Api from(String address) {
        return new Api(
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .localAddress(InetAddress.ofLiteral(address))
                        .build(),
                base,
                token);
    }

    /** Id of the project logged in to. */
    String project() {
        return base.substring(base.lastIndexOf('/') + 1);
    }

    String token() {
        return token;
    }

    /**
     * @param operation id of the operation it filed, or empty
     * @param request id of the request
     */
    record Answer(int status, JsonNode body, String operation, String request) {}

    static boolean isUp(URI api) {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(api.resolve("/healthcheck"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        String id = JSON.readTree(response.body()).at("/token/project/id").asString();
        return new Api(
                HTTP,
                api.resolve("/v1.0/" + id).toString(),
                response.headers().firstValue("X-Subject-Token").orElseThrow());
    }

    Answer send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .header("X-Auth-Token", token)
                .header("Accept", "application/json");
        if (body.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body()),
                response.headers().firstValue("Coffer-Operation").orElse(""),
                response.headers().firstValue("X-Openstack-Request-Id").orElse(""));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return expect(200, "GET", path, "");
    }

    JsonNode expect(int status, String method, String path, String body) throws IOException, InterruptedException {
        Answer answer = send(method, path, body);
        assertThat(answer.status())
                .as("%s %s %s: %s", method, path, body, answer.body())
                .isEqualTo(status);
        return answer.body();
    }

    /** Creates a MariaDB instance with database {@code app} and user {@code app}/{@code secret-App-1}; returns its id. */
    String create(String name, String version) throws IOException, InterruptedException {
        return create(name, EngineKind.MARIADB, version);
    }

    /** With the accounts of the kind's {@link Application}. */
    String create(String name, EngineKind kind, String version) throws IOException, InterruptedException {
        return expect(200, "POST", "/instances", """
                {"instance": {"name": "%s", "flavorRef": "1", "volume": {"size": 1},
                  "datastore": {"type": "%s", "version": "%s"}, %s}}
                """.formatted(name, kind.datastore(), version, kind.accounts()))
                .at("/instance/id")
                .asString();
    }

    void replicate(String name, String primary, int count) throws IOException, InterruptedException {
        expect(200, "POST", "/instances", """
                {"instance": {"name": "%s", "replica_of": "%s", "replica_count": %d}}
                """.formatted(name, primary, count));
    }

    void act(String id, String action) throws IOException, InterruptedException {
        expect(202, "POST", "/instances/" + id + "/action", "{\"%s\": {}}".formatted(action));
    }

    JsonNode instance(String id) throws IOException, InterruptedException {
        return get("/instances/" + id).get("instance");
    }

    String address(String id) throws IOException, InterruptedException {
        return instance(id).at("/addresses/0/address").asString();
    }

    /** Waits until the instance is ACTIVE and HEALTHY; fails at once with its fault when it is in ERROR. */
    JsonNode healthy(String id) throws InterruptedException {
        JsonNode[] seen = {JSON.createObjectNode()};
        Coffer.eventually(id + " is healthy; last seen in the message below", Duration.ofSeconds(180), () -> {
            seen[0] = look(id);
            assertThat(seen[0].path("status").asString(""))
                    .as("%s%noperations: %s", seen[0], operations(id))
                    .isNotEqualTo("ERROR");
            return seen[0].path("status").asString("").equals("ACTIVE")
                    && seen[0].path("operating_status").asString("").equals("HEALTHY");
        });
        return seen[0];
    }

    private JsonNode look(String id) {
        try {
            return instance(id);
        } catch (IOException e) {
            return JSON.createObjectNode();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The newest operation of the instance. */
    String operation(String instance) throws IOException, InterruptedException {
        return get("/instances/" + instance + "/operations")
                .at("/operations/0/id")
                .asString();
    }

    private String operations(String id) {
        try {
            return get("/instances/" + id + "/operations").toPrettyString();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    void delete(String id) throws IOException, InterruptedException {
        expect(202, "DELETE", "/instances/" + id, "");
    }

    void gone(String id) throws InterruptedException {
        Coffer.eventually(id + " is gone", Duration.ofSeconds(90), () -> {
            try {
                return send("GET", "/instances/" + id, "").status() == 404;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    java.util.List<String> replicas(String id) throws IOException, InterruptedException {
        return StreamSupport.stream(instance(id).path("replicas").spliterator(), false)
                .map(replica -> replica.get("id").asString())
                .toList();
    }
}
