package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees: one request from the API to the agent, figures, and what is wrong. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObservabilityTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(60);

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static String shop = "";

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        coffer = Coffer.start();
        Files.createSymbolicLink(
                coffer.home().resolve("log/coffer.log"), coffer.home().resolve("server.log"));
        api = coffer.login();
    }

    @Test
    @Order(1)
    void a_request_is_found_by_its_id_in_the_api_each_step_and_the_agent() throws IOException, InterruptedException {
        Api.Answer created = api.send("POST", "/instances", """
                {"instance": {"name": "shop", "flavorRef": "1", "volume": {"size": 1},
                  "datastore": {"type": "mariadb", "version": "11.8"}}}
                """);
        assertThat(created.status()).isEqualTo(200);
        shop = created.body().at("/instance/id").asString();
        api.healthy(shop);
        JsonNode operation = api.get("/operations/" + created.operation()).get("operation");
        assertThat(operation.path("request_id").asString()).isEqualTo(created.request());

        List<JsonNode> found = json("--request", created.request());
        assertThat(found).allMatch(line -> line.path("request").asString().equals(created.request()));
        assertThat(messages(found)).anyMatch(message -> message.matches("POST /v1.0/\\S+/instances 200 \\d+ ms"));
        for (JsonNode step : operation.path("steps")) {
            String name = step.path("name").asString();
            assertThat(messages(found)).anyMatch(message -> message.startsWith("step \"%s\" is done".formatted(name)));
        }
        Path agent = coffer.home().resolve("log/agents/" + shop + ".log");
        assertThat(Files.readAllLines(agent))
                .allSatisfy(
                        line -> assertThat(JSON.readTree(line).path("instance").asString())
                                .isEqualTo(shop))
                .anyMatch(line -> line.contains(created.request()) && line.contains(created.operation()));
        assertThat(json("--operation", created.operation())).hasSameElementsAs(found);
        assertThat(json("--operation", created.operation().substring(0, 8))).hasSameElementsAs(found);
        assertThat(coffer.run("logs", "--request", created.request()))
                .contains(
                        "agent " + shop.substring(0, 8),
                        "operation=" + created.operation().substring(0, 8));
        assertThat(messages(json("--instance", shop))).noneMatch(message -> message.startsWith("GET "));
    }

    private static List<JsonNode> json(String... filter) throws IOException, InterruptedException {
        List<String> words = new java.util.ArrayList<>(List.of("logs", "--json"));
        words.addAll(List.of(filter));
        return coffer.run(words.toArray(String[]::new))
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    private static List<String> messages(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("message").asString()).toList();
    }

    @Test
    @Order(2)
    void figures_are_for_administrators_and_follow_the_engine() throws IOException, InterruptedException {
        String secret = coffer.adminSecret();
        Stranger.settle(coffer);
        HttpResponse<String> refused = Figures.read(coffer, Stranger.NAME, secret);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
        assertThat(refused.body()).contains("role admin").doesNotContain(shop);
        assertThat(Figures.read(coffer, "admin", "guess").statusCode()).isEqualTo(401);

        HttpResponse<String> answer = Figures.read(coffer, "admin", secret);
        assertThat(answer.statusCode()).isEqualTo(200);
        String figures = answer.body();
        assertThat(Figures.value(figures, "coffer_instance_up", shop)).hasValue(1);
        assertThat(Figures.value(figures, "coffer_agents_connected")).hasValue(1);
        assertThat(Figures.value(figures, "coffer_instance_connections", shop).orElse(0))
                .isGreaterThanOrEqualTo(1);
        assertThat(Figures.value(figures, "coffer_instance_info", "name=\"shop\"", shop))
                .hasValue(1);
        assertThat(Figures.value(
                                figures,
                                "coffer_operation_step_duration_seconds_count",
                                "kind=\"CreateInstance\"",
                                "step=\"create server\"")
                        .orElse(0))
                .isGreaterThanOrEqualTo(1);
        assertThat(Figures.value(
                        figures, "coffer_http_request_duration_seconds_count", "{project}/instances\"", "POST"))
                .hasValue(1);
        double queries =
                Figures.value(figures, "coffer_instance_queries_total", shop).orElse(0);
        assertThat(queries).isGreaterThan(0);
        Coffer.eventually("the engine's figures grow", SOON, () -> queries() > queries);
    }

    private static double queries() {
        try {
            String figures = Figures.read(coffer, "admin", coffer.adminSecret()).body();
            return Figures.value(figures, "coffer_instance_queries_total", shop).orElse(0);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(3)
    void an_agent_that_is_killed_is_a_problem_until_coffer_has_started_it_again()
            throws IOException, InterruptedException {
        Programs.Outcome well = coffer.outcome("status");
        assertThat(well.out()).contains("Nothing is wrong.", "Instances: 1 ACTIVE (1 HEALTHY)");
        assertThat(well.exit()).isZero();

        Host.kill(new Host(coffer).agents(shop));
        Coffer.eventually("the problem is noted", SOON, () -> codes().contains("AGENT_DOWN"));
        JsonNode problem = problems().path(0);
        assertThat(problem.path("instance_name").asString()).isEqualTo("shop");
        assertThat(problem.path("doing").asString()).contains("the agent is started");
        Coffer.eventually("the problem is over", SOON, () -> codes().isEmpty());
        assertThat(api.get("/instances/" + shop + "/operations")
                        .at("/operations/0/kind")
                        .asString())
                .isEqualTo("RecoverInstance");
    }

    @Test
    @Order(4)
    void an_engine_that_is_killed_again_and_again_is_a_problem_until_its_agent_has_it_up()
            throws IOException, InterruptedException {
        try (Killer _ = Killer.of(new Host(coffer), shop)) {
            Coffer.eventually("the problem is noted", SOON, () -> codes().contains("ENGINE_CRASHED"));
            Programs.Outcome status = coffer.outcome("status");
            assertThat(status.out())
                    .contains(
                            "shop: ENGINE_CRASHED for ",
                            "Coffer: its agent starts it again",
                            "coffer logs --instance " + shop);
            assertThat(status.exit()).isEqualTo(1);
            String figures = Figures.read(coffer, "admin", coffer.adminSecret()).body();
            assertThat(Figures.value(figures, "coffer_problems", "ENGINE_CRASHED"))
                    .hasValue(1);
            assertThat(api.instance(shop).at("/fault/message").asString()).isNotBlank();
        }
        Coffer.eventually("the problem is over", Duration.ofSeconds(120), () -> codes().isEmpty());
    }

    @Test
    @Order(5)
    void an_engine_that_hangs_is_a_problem_that_survives_the_control_plane() throws IOException, InterruptedException {
        Host host = new Host(coffer);
        Host.signal("STOP", host.engines(shop));
        Coffer.eventually("the problem is noted", SOON, () -> codes().contains("ENGINE_BLOCKED"));
        String since = problems().path(0).path("since").asString();
        coffer.killControlPlane();
        assertThat(coffer.outcome("status").exit()).isEqualTo(3);
        coffer.startControlPlane();
        Coffer.eventually("the agent is heard of again", SOON, () -> connected() == 1);
        assertThat(problems().path(0).path("since").asString()).isEqualTo(since);
        assertThat(coffer.outcome("status").out())
                .contains("shop: ENGINE_BLOCKED for ", "You: coffer instance restart " + shop);
        Host.signal("CONT", host.engines(shop));
        Coffer.eventually("the problem is over", SOON, () -> codes().isEmpty());
    }

    @Test
    @Order(6)
    void a_control_plane_that_hangs_is_told_from_one_that_is_well() throws IOException, InterruptedException {
        Host.signal("STOP", List.of(coffer.controlPlane()));
        try {
            Programs.Outcome status = coffer.outcome("status");
            assertThat(status.out()).contains("runs, but does not answer", "coffer down --keep-instances");
            assertThat(status.exit()).isEqualTo(1);
        } finally {
            Host.signal("CONT", List.of(coffer.controlPlane()));
        }
        Coffer.eventually("it is well again", SOON, () -> codes().isEmpty());
    }

    /** Kills the instance's engine whenever it runs. */
    private record Killer(Thread thread) implements AutoCloseable {
        static Killer of(Host host, String instance) {
            return new Killer(Thread.ofPlatform().name("killer").start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Host.kill(host.engines(instance));
                    LockSupport.parkNanos(GLANCE.toNanos());
                }
            }));
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }

    private static JsonNode health() {
        try {
            return api.get("/mgmt/health").get("health");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode problems() {
        return health().get("problems");
    }

    private static List<String> codes() {
        return StreamSupport.stream(problems().spliterator(), false)
                .map(problem -> problem.path("code").asString())
                .toList();
    }

    private static int connected() {
        return health().at("/agents/connected").asInt();
    }
}
