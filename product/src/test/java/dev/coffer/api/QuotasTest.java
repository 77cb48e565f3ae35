package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.policy.Quotas;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class QuotasTest {
    private static final String QUOTAS = "/mgmt/quotas/" + Stage.PROJECT;

    @TempDir
    Path directory;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(
                directory, Stage.IDENTITY, Stage.settings(new Quotas.Limits(10, -1, 40, 50), Stage.rates(-1)));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response create(String attributes) {
        return stage.member(
                "POST", "/instances", "{'instance':{%s}}".formatted(attributes).replace('\'', '"'));
    }

    private Response create(String flavor, int size) {
        return create("'name':'a','flavorRef':'%s','volume':{'size':%d}".formatted(flavor, size));
    }

    private void set(String quotas) {
        Response response =
                stage.admin("PUT", QUOTAS, "{'quotas':{%s}}".formatted(quotas).replace('\'', '"'));
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
    }

    private void refused(Response response, String resources) {
        assertThat(response.status()).as(response.bodyText()).isEqualTo(413);
        assertThat(response.bodyText())
                .isEqualTo("{\"overLimit\":{\"code\":413,\"message\":\"Quota exceeded for resources: [%s].\"}}"
                        .formatted(resources));
    }

    @Test
    void are_shown_with_what_is_in_use() {
        stage.primary("db");
        assertThat(create("2", 3).status()).isEqualTo(200);
        assertThat(stage.member("GET", QUOTAS).bodyText())
                .isEqualTo("{\"quotas\":[{\"resource\":\"instances\",\"in_use\":2,\"reserved\":0,\"limit\":10},"
                        + "{\"resource\":\"ram\",\"in_use\":1536,\"reserved\":0,\"limit\":-1},"
                        + "{\"resource\":\"volumes\",\"in_use\":13,\"reserved\":0,\"limit\":40},"
                        + "{\"resource\":\"backups\",\"in_use\":0,\"reserved\":0,\"limit\":50}]}");
    }

    @Test
    void are_shown_to_members_of_the_project_and_changed_by_administrators() {
        assertThat(stage.admin("GET", QUOTAS, "").status()).isEqualTo(200);
        Response strangers = stage.call("member:" + Stage.STRANGERS, "GET", "/v1.0/" + Stage.STRANGERS + QUOTAS, "");
        assertThat(strangers.status()).isEqualTo(403);
        Response member = stage.member("PUT", QUOTAS, "{\"quotas\":{\"instances\":1000}}");
        assertThat(member.status()).isEqualTo(401);
        assertThat(Stage.message(member)).isEqualTo("User does not have admin privileges.");
    }

    @Test
    void a_change_counts_at_once_and_for_that_project_only() {
        Response changed = stage.admin("PUT", QUOTAS, "{\"quotas\":{\"instances\":1,\"ram\":null,\"volumes\":-1}}");
        assertThat(changed.bodyText()).isEqualTo("{\"quotas\":{\"instances\":1,\"volumes\":-1}}");
        JsonNode limits = Stage.json(stage.member("GET", "/limits")).path("limits");
        assertThat(limits).hasSize(1);
        assertThat(limits.path(0).toString())
                .isEqualTo(
                        "{\"verb\":\"ABSOLUTE\",\"max_instances\":1,\"max_ram\":-1,\"max_volumes\":-1,\"max_backups\":50}");
        assertThat(Stage.json(stage.admin("GET", "/limits", ""))
                        .path("limits")
                        .path(0)
                        .path("max_instances")
                        .intValue())
                .isEqualTo(10);
        assertThat(create("1", 45).status()).isEqualTo(200);
        refused(create("1", 1), "'instances'");
    }

    @Test
    void what_cannot_be_a_quota_is_refused_and_nothing_of_it_is_kept() {
        for (String bad : List.of("-2", "1.5", "true", "\"x\"", "[]", "{}", "99999999999", "\"\"", "1e3")) {
            Response response = stage.admin("PUT", QUOTAS, "{\"quotas\":{\"instances\":7,\"ram\":%s}}".formatted(bad));
            assertThat(response.status()).as(bad).isEqualTo(400);
        }
        Response unknown = stage.admin("PUT", QUOTAS, "{\"quotas\":{\"instances\":7,\"unicorns\":5}}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(Stage.message(unknown)).isEqualTo("Unknown quota resources unicorns.");
        for (String bad : List.of("", "{}", "[]", "{\"quotas\":[]}", "{\"quotas\":null}")) {
            assertThat(stage.admin("PUT", QUOTAS, bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(stage.member("GET", QUOTAS).bodyText())
                .contains("\"limit\":10")
                .doesNotContain("\"limit\":7");
        set("'instances':'7'");
        assertThat(stage.member("GET", QUOTAS).bodyText()).contains("\"limit\":7");
    }

    @Test
    void all_resources_that_are_exceeded_are_named_in_one_message() {
        set("'instances':0,'ram':511,'volumes':0");
        refused(create("1", 1), "'instances', 'ram', 'volumes'");
        set("'instances':1,'ram':512");
        refused(create("1", 1), "'volumes'");
        set("'volumes':1");
        assertThat(create("1", 1).status()).isEqualTo(200);
        assertThat(stage.operations.filed).hasSize(1);
    }

    @Test
    void replicas_count_for_the_project_of_their_primary() {
        Instance primary = stage.primary("db");
        set("'instances':3,'ram':1536");
        String replicas = "'name':'r','replica_of':'%s','replica_count':%d";
        refused(create(replicas.formatted(primary.id(), 3)), "'instances', 'ram'");
        Response byAdmin = stage.admin(
                "POST",
                "/instances",
                "{'instance':{%s}}"
                        .formatted(replicas.formatted(primary.id(), 3))
                        .replace('\'', '"'));
        refused(byAdmin, "'instances', 'ram'");
        assertThat(create(replicas.formatted(primary.id(), 2)).status()).isEqualTo(200);
        refused(create(replicas.formatted(primary.id(), 1)), "'instances', 'ram'");
    }

    @Test
    void what_is_deleted_is_free_again() {
        set("'instances':1");
        Instance instance = stage.primary("db");
        refused(create("1", 1), "'instances'");
        assertThat(stage.member("DELETE", "/instances/" + instance.id()).status())
                .isEqualTo(202);
        refused(create("1", 1), "'instances'");
        stage.store.change(tx -> tx.instances().delete(instance.id(), stage.now));
        assertThat(create("1", 1).status()).isEqualTo(200);
    }
}
