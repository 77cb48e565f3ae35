package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.fuzz.Fuzz;
import dev.coffer.fuzz.Mutations;
import dev.coffer.identity.local.LocalIdentity;
import dev.coffer.model.Instance;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is asked of the API is answered, never as an error of the server; what is refused has changed nothing. */
final class ApiFuzzTest {
    private static final Duration BOX = Duration.ofSeconds(10);
    /** A store that was filled by accepted requests is replaced, so that cases take the same time. */
    private static final int CASES_PER_STORE = 2_000;

    @TempDir
    Path directory;

    private final List<String> operations = List.copyOf(new Contract().operations());
    /** Valid bodies, by what they are sent to. */
    private final Map<String, List<JsonNode>> bodies = new TreeMap<>();

    private final List<String> ids = new ArrayList<>();
    private final Map<Integer, Integer> answers = new TreeMap<>();

    private void load() throws IOException, URISyntaxException {
        Path recorded = Path.of(Objects.requireNonNull(ApiFuzzTest.class.getResource("wire.jsonl"))
                .toURI());
        Exchange.read(recorded).stream()
                .map(Exchange::request)
                .filter(request -> request.path("body").isObject())
                .forEach(request -> add(request.path("path").asString(), request.path("body")));
        add("/v3/auth/tokens", JsonMapper.shared().readTree("""
                {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "admin",
                 "domain": {"id": "default"}, "password": "guess"}}}, "scope": {"project": {"name": "admin",
                 "domain": {"id": "default"}}}}}"""));
        add(
                "/v3/auth/tokens",
                JsonMapper.shared()
                        .readTree(
                                "{\"auth\": {\"identity\": {\"methods\": [\"token\"], \"token\": {\"id\": \"t\"}}}}"));
        assertThat(bodies).containsKeys("instances", "action", "users", "databases", "tokens");
    }

    private void add(String path, JsonNode body) {
        bodies.computeIfAbsent(kind(path), _ -> new ArrayList<>()).add(body);
    }

    /** The last word of a path that is no name of a thing. */
    private static String kind(String path) {
        return Stream.of(path.split("/")).filter(word -> word.matches("[a-z]+")).reduce("", (_, word) -> word);
    }

    private List<JsonNode> bodies(Mutations mutations, String path) {
        List<JsonNode> fitting = bodies.getOrDefault(kind(path), List.of());
        return fitting.isEmpty() || mutations.chance(5) ? mutations.any(List.copyOf(bodies.values())) : fitting;
    }

    @Test
    @Timeout(120)
    void whatever_is_asked_is_answered_and_what_is_refused_changes_nothing() throws Exception {
        load();
        try (Stages stages = new Stages(Stage.IDENTITY)) {
            Fuzz.run("The API", BOX, random -> ask(stages.next(), random));
        }
        System.out.println("Answers by status: " + answers);
        if (answers.values().stream().mapToInt(Integer::intValue).sum() > CASES_PER_STORE) {
            assertThat(answers).as("both ways are tried").containsKeys(200, 202, 400, 401, 403, 404, 422);
        }
    }

    @Test
    @Timeout(120)
    void whoever_logs_in_is_answered() throws Exception {
        load();
        LocalIdentity identity =
                LocalIdentity.open(directory.resolve("control"), Duration.ofHours(1), java.time.InstantSource.system());
        String admin =
                Files.readString(directory.resolve("control/admin-token")).strip();
        List<String> keystone =
                operations.stream().filter(path -> path.contains(" /v3")).toList();
        try (Stages stages = new Stages(identity)) {
            Fuzz.run("Keystone's part of the API", BOX.dividedBy(3), random -> {
                Mutations mutations = new Mutations(random);
                Map<String, String> headers = new LinkedHashMap<>();
                headers.put("x-auth-token", mutations.chance(2) ? admin : mutations.damaged(admin));
                headers.put("x-subject-token", mutations.chance(2) ? admin : mutations.text());
                mustBeAnswered(stages.next(), request(mutations, mutations.any(keystone), headers));
            });
        }
    }

    /** A store with a primary, its replica and an instance of somebody else, and an eye on its changes. */
    private final class Stages implements AutoCloseable {
        private final dev.coffer.identity.Identity identity;
        private int cases;
        private Stage stage;
        private Connection eye;

        Stages(dev.coffer.identity.Identity identity) throws IOException, SQLException {
            this.identity = identity;
            stage = open();
            eye = look();
        }

        private Stage open() throws IOException {
            Path home = Files.createTempDirectory(directory, "stage");
            Stage made = new Stage(home, identity, Stage.SETTINGS);
            Instance primary = made.primary("primary");
            ids.clear();
            ids.addAll(List.of(primary.id(), made.replica("replica", primary).id()));
            ids.add(made.healthy("theirs", Stage.STRANGERS, "mysql 8.4.0", null).id());
            ids.addAll(List.of(Stage.datastoreId("mysql"), Stage.versionId("mysql", "8.4.0"), "1", "mysql"));
            file = home.resolve("coffer.db");
            return made;
        }

        private Path file = Path.of("");

        private Connection look() throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + file);
        }

        Stages next() throws IOException, SQLException {
            cases++;
            if (cases % CASES_PER_STORE == 0) {
                close();
                stage = open();
                eye = look();
            }
            return this;
        }

        /** Another number when somebody has changed something. */
        int changes() throws SQLException {
            try (Statement statement = eye.createStatement();
                    ResultSet version = statement.executeQuery("pragma data_version")) {
                return version.getInt(1);
            }
        }

        @Override
        public void close() throws SQLException {
            eye.close();
            stage.close();
        }
    }

    private void ask(Stages stages, Random random) throws SQLException {
        Mutations mutations = new Mutations(random);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-auth-token", "member:" + Stage.PROJECT);
        if (mutations.chance(10)) {
            headers.put(
                    mutations.any(List.of("x-auth-token", "authorization", "host", "content-type", "accept")),
                    mutations.chance(2) ? "Basic " + mutations.text() : mutations.text());
        }
        mustBeAnswered(stages, request(mutations, mutations.any(operations), headers));
    }

    private Request request(Mutations mutations, String operation, Map<String, String> headers) {
        String method = mutations.chance(30) ? "PATCH" : operation.substring(0, operation.indexOf(' '));
        String path = operation.substring(operation.indexOf(' ') + 1);
        path = path.replaceAll("\\{(project|project_id|tenant|tenant_id)}", Stage.PROJECT);
        String kept = path;
        while (path.contains("{")) {
            String given = mutations.chance(8)
                    ? PercentCoding.encode(harmed(mutations))
                    : mutations.any(mutations.chance(3) ? ids : ids.subList(0, 2));
            path = path.substring(0, path.indexOf('{')) + given + path.substring(path.indexOf('}') + 1);
        }
        if (mutations.chance(10)) {
            path = mutations.damaged(path);
        }
        byte[] body = method.equals("GET") || mutations.chance(10)
                ? new byte[0]
                : mutations.jsonText(mutations.any(bodies(mutations, kept))).getBytes(StandardCharsets.UTF_8);
        return new Request(
                method,
                "http",
                headers.getOrDefault("host", "api.example"),
                path,
                query(mutations),
                headers,
                mutations.chance(10) ? mutations.damaged(body) : body,
                "192.0.2.1");
    }

    private static String query(Mutations mutations) {
        if (!mutations.chance(3)) {
            return "";
        }
        String name = mutations.any(List.of("limit", "marker", "include_clustered", "deleted", "x", "offset"));
        String value = mutations.chance(2)
                ? PercentCoding.encode(harmed(mutations))
                : mutations.any(List.of("0", "-1", "999999999999999999999", "1e9", "%zz", "%", "a&limit=2", "\u0000"));
        return name + "=" + value;
    }

    /** Something a URL can hold: percent-coding knows no halves of characters. */
    private static String harmed(Mutations mutations) {
        return new String(mutations.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private void mustBeAnswered(Stages stages, Request request) throws SQLException {
        int before = stages.changes();
        Response response = stages.stage.api.handle(request);
        String said = "%s?%s with %s: %d"
                .formatted(
                        request,
                        request.query(),
                        new String(request.body(), StandardCharsets.UTF_8),
                        response.status());
        assertThat(response.status()).as(said).isNotEqualTo(500).isBetween(200, 503);
        answers.merge(response.status(), 1, Integer::sum);
        if (response.status() >= 400) {
            assertThat(stages.changes()).as(said).isEqualTo(before);
            assertThat(response.bodyText()).as(said).hasSizeLessThan(64 * 1024).doesNotContain("Exception");
        }
    }
}
