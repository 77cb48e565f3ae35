package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The servers behind instances, as clients of Nova see them. */
class ComputeTest {
    private static final String SERVERS = "/compute/v2.1/servers";

    @TempDir
    Path directory;

    private Stage stage;
    private Instance own;
    private Instance strangers;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        own = stage.primary("db");
        strangers = stage.healthy("theirs", Stage.STRANGERS, "mysql 8.4.0", null);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response member(String path) {
        return stage.call("member:" + Stage.PROJECT, "GET", path, "");
    }

    private JsonNode servers(Response response) {
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response).path("servers");
    }

    @Test
    void an_administrator_finds_the_server_of_any_instance_by_its_name() {
        JsonNode found = servers(
                stage.call("admin:" + Stage.ADMINS, "GET", SERVERS + "/detail?all_tenants=True&name=theirs", ""));
        assertThat(found.size()).isEqualTo(1);
        JsonNode server = found.get(0);
        assertThat(server.path("id").asString()).isEqualTo(strangers.id());
        assertThat(server.path("name").asString()).isEqualTo("theirs");
        assertThat(server.path("tenant_id").asString()).isEqualTo(Stage.STRANGERS);
        assertThat(server.path("status").asString()).isEqualTo("ACTIVE");
        assertThat(server.path("flavor").path("id").stringValue()).isEqualTo("1");
    }

    @Test
    void others_see_their_own_project_only() {
        assertThat(servers(member(SERVERS)).size()).isEqualTo(1);
        assertThat(servers(member(SERVERS + "/detail?all_tenants=0"))
                        .get(0)
                        .path("id")
                        .asString())
                .isEqualTo(own.id());
        assertThat(member(SERVERS + "/detail?all_tenants=True").status()).isEqualTo(403);
        assertThat(member(SERVERS + "/" + own.id()).status()).isEqualTo(200);
        assertThat(member(SERVERS + "/" + strangers.id()).status()).isEqualTo(404);
    }

    @Test
    void a_list_is_cut_where_it_is_asked_to_be() {
        Instance other = stage.primary("db2");
        String first = own.id().compareTo(other.id()) < 0 ? own.id() : other.id();
        assertThat(servers(member(SERVERS + "?limit=1")).get(0).path("id").asString())
                .isEqualTo(first);
        assertThat(servers(member(SERVERS + "?marker=" + first)).size()).isEqualTo(1);
        assertThat(member(SERVERS + "?limit=-1").status()).isEqualTo(400);
    }

    @Test
    void it_needs_a_token_and_changes_nothing() {
        assertThat(stage.call("nobody", "GET", SERVERS, "").status()).isEqualTo(401);
        assertThat(stage.call("member:" + Stage.PROJECT, "POST", SERVERS, "{}").status())
                .isEqualTo(404);
        assertThat(stage.call("member:" + Stage.PROJECT, "DELETE", SERVERS + "/" + own.id(), "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anybody_may_ask_for_the_version() {
        for (String path : List.of("/compute/v2.1", "/compute/v2.1/")) {
            JsonNode version = Stage.json(stage.call("nobody", "GET", path, "")).path("version");
            assertThat(version.path("id").asString()).isEqualTo("v2.1");
            assertThat(version.path("version").stringValue()).isEmpty();
        }
    }
}
