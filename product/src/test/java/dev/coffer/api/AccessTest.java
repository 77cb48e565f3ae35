package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.UpdateAccess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who may connect, as the API takes and shows it. */
class AccessTest {
    @TempDir
    Path directory;

    private Stage stage;
    private Instance instance;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        instance = stage.primary("db");
        stage.store.change(tx ->
                tx.instances().update(tx.instances().require(instance.id()).withAddresses("127.64.0.1", "127.96.0.1")));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response update(String access) {
        String body = "{'instance':{'access':%s}}".formatted(access).replace('\'', '"');
        return stage.member("PUT", "/instances/" + instance.id(), body);
    }

    private Response create(String access) {
        String body = "{'instance':{'name':'new','flavorRef':1,'volume':{'size':1},'access':%s}}"
                .formatted(access)
                .replace('\'', '"');
        return stage.member("POST", "/instances", body);
    }

    private JsonNode shown() {
        return Stage.json(stage.member("GET", "/instances/" + instance.id())).path("instance");
    }

    @Test
    void a_change_is_seen_at_once_and_its_operation_knows_the_way_back() {
        assertThat(update("{'is_public':true,'allowed_cidrs':['10.0.0.0/8']}").status())
                .isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new UpdateAccess(instance.id(), Access.UNSTATED));
        assertThat(shown().path("status").asString()).isEqualTo("ACTIVE");
        assertThat(shown().path("operating_status").asString()).isEmpty();
        assertThat(shown().path("access")).hasToString("{\"is_public\":true,\"allowed_cidrs\":[\"10.0.0.0/8\"]}");
        assertThat(update("{'is_public':false}").status())
                .as("while it is being applied")
                .isEqualTo(422);
    }

    @Test
    void the_public_address_is_shown_while_access_is_public_and_after_the_private_one() {
        assertThat(shown().path("ip")).hasToString("[\"127.64.0.1\"]");
        stage.store.change(tx ->
                tx.instances().update(tx.instances().require(instance.id()).withAccess(new Access(true, List.of()))));
        assertThat(shown().path("ip")).hasToString("[\"127.64.0.1\",\"127.96.0.1\"]");
        assertThat(shown().path("addresses"))
                .hasToString("[{\"address\":\"127.64.0.1\",\"type\":\"private\"},"
                        + "{\"address\":\"127.96.0.1\",\"type\":\"public\"}]");
    }

    @Test
    void access_is_replaced_as_a_whole() {
        stage.store.change(tx -> tx.instances()
                .update(tx.instances().require(instance.id()).withAccess(new Access(true, List.of("10.0.0.0/8")))));
        assertThat(update("{'is_public':false}").status()).isEqualTo(202);
        assertThat(stage.stored(instance).access()).isEqualTo(new Access(false, List.of()));
    }

    @Test
    void an_instance_that_waits_for_a_restart_goes_on_waiting() {
        stage.change(instance, Task.RESTART_REQUIRED);
        assertThat(update("{'is_public':false}").status()).isEqualTo(202);
        assertThat(stage.stored(instance).task()).isEqualTo(Task.RESTART_REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'is_public':'yes'}",
                "{'is_public':1}",
                "{'allowed_cidrs':'10.0.0.0/8'}",
                "{'allowed_cidrs':['x']}",
                "{'allowed_cidrs':['10.0.0.0/33']}",
                "{'allowed_cidrs':['999.0.0.0/8']}",
                "{'allowed_cidrs':['10.0.0.0/8','10.0.0.0/8']}",
                "{'allowed_cidrs':['10.0.0.0/8; drop']}",
                "{'allowed_cidrs':[7]}",
                "[]",
                "null"
            })
    void what_is_no_access_is_refused(String access) {
        assertThat(update(access).status()).isEqualTo(400);
        assertThat(create(access).status()).isEqualTo(400);
        assertThat(stage.operations.filed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'is_public':true}", "{'allowed_cidrs':['10.0.0.0/8']}"})
    void what_cannot_be_enforced_is_not_promised(String access) {
        stage.operations.obstacle = "Access needs root with nftables.";
        for (Response answer : List.of(update(access), create(access))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(Stage.message(answer)).contains("needs root with nftables", "Leave is_public false");
        }
        assertThat(stage.operations.filed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'is_public':false}", "{}", "{'is_public':false,'allowed_cidrs':['0.0.0.0/0']}"})
    void what_asks_for_nothing_is_granted_anywhere(String access) {
        stage.operations.obstacle = "Access needs root with nftables.";
        assertThat(update(access).status()).isEqualTo(202);
        assertThat(create(access).status()).isEqualTo(200);
    }

    @Test
    void an_instance_from_before_there_were_public_addresses_is_told_a_way() {
        stage.store.change(tx ->
                tx.instances().update(tx.instances().require(instance.id()).withAddresses("127.64.0.1", null)));
        Response answer = update("{'is_public':true}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(Stage.message(answer)).contains("make a replica of it");
        assertThat(update("{'allowed_cidrs':['10.0.0.0/8']}").status()).isEqualTo(202);
    }
}
