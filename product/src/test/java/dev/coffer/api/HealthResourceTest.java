package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.operations.RestartInstance;
import dev.coffer.store.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class HealthResourceTest {
    @TempDir
    Path directory;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private JsonNode health() {
        Response response = stage.admin("GET", "/mgmt/health", "");
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response).path("health");
    }

    @Test
    void nothing_is_wrong_with_an_empty_installation() {
        JsonNode health = health();
        assertThat(health.path("well").asBoolean()).isTrue();
        assertThat(health.path("version").asString()).isEqualTo("1.2.3");
        assertThat(health.path("problems")).isEmpty();
        assertThat(health.path("agents").path("connected").asInt()).isEqualTo(2);
    }

    @Test
    void it_is_for_administrators() {
        Response refused = stage.member("GET", "/mgmt/health");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(Stage.message(refused)).contains("installation:health");
    }

    @Test
    void a_problem_is_told_with_its_age_and_what_is_done_about_it() {
        Instance shop = stage.primary("shop");
        stage.primary("other");
        stage.store.change(tx -> tx.problems().begin(new Problems.Key(shop.id(), "ENGINE_BLOCKED"), "It hangs."));
        String operation = stage.store.write(tx -> stage.operations.file(tx, new RestartInstance(shop.id())));
        stage.now = stage.now.plus(Duration.ofMinutes(2));

        JsonNode health = health();
        assertThat(health.path("well").asBoolean()).isFalse();
        JsonNode problem = health.path("problems").path(0);
        assertThat(problem.path("instance_name").asString()).isEqualTo("shop");
        assertThat(problem.path("since").asString()).isEqualTo("2026-03-01T12:00:00");
        assertThat(problem.path("sentence").asString()).isEqualTo("It hangs.");
        assertThat(problem.path("advice").asString()).isEqualTo("coffer instance restart " + shop.id());
        assertThat(problem.path("operation").path("id").asString()).isEqualTo(operation);
        assertThat(health.path("operations").path(0).path("kind").asString()).isEqualTo("RestartInstance");
        assertThat(health.path("instances").path("ACTIVE").asInt()).isEqualTo(2);
        assertThat(health.path("active_instances").path("ERROR").asInt())
                .as("silent")
                .isEqualTo(2);
        assertThat(health.path("active").path("serving_since_start").asInt()).isZero();
        stage.report(shop, ServiceStatus.HEALTHY);
        assertThat(health().path("active").path("serving_since_start").asInt()).isEqualTo(1);
    }

    @Test
    void what_an_agent_says_is_wrong_is_the_instances_fault_until_it_is_over() {
        Instance shop = stage.primary("shop");
        stage.store.change(tx -> tx.reports()
                .put(List.of(new Report(
                        shop.id(),
                        stage.now,
                        ServiceStatus.HEALTHY,
                        "8.4.0",
                        Role.PRIMARY,
                        null,
                        null,
                        null,
                        1,
                        "The volume is 95 % full.",
                        Map.of()))));
        JsonNode fault = Stage.json(stage.member("GET", "/instances/" + shop.id()))
                .path("instance")
                .path("fault");
        assertThat(fault.path("message").asString()).isEqualTo("The volume is 95 % full.");
        assertThat(fault.path("created").asString()).isEqualTo("2026-03-01T12:00:00");
        stage.report(shop, ServiceStatus.HEALTHY);
        assertThat(Stage.json(stage.member("GET", "/instances/" + shop.id()))
                        .path("instance")
                        .has("fault"))
                .isFalse();
    }
}
