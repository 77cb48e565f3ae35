package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.RejoinSet;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back into a replica set, through the API. */
final class RejoinTest {
    @TempDir
    Path directory;

    @AutoClose
    private Stage stage;

    private Instance primary;
    private Instance replica;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        primary = stage.primary("db");
        replica = stage.replica("r1", primary);
    }

    private Response rejoin(String id, String options) {
        return stage.call(
                "admin:" + Stage.PROJECT,
                "POST",
                "/v1.0/" + Stage.PROJECT + "/instances/" + id + "/action",
                "{\"rejoin\":%s}".formatted(options));
    }

    private String to(Instance source) {
        return "{\"replica_of\":\"%s\"}".formatted(source.id());
    }

    private Instance ejected() {
        Instance old = stage.primary("old");
        stage.store.change(tx -> tx.instances()
                .update(tx.instances()
                        .require(old.id())
                        .withPlace(UUID.randomUUID().toString(), null)
                        .withTask(Task.STOPPED, null)));
        return old;
    }

    private Instance row(String id) {
        return stage.store.read(tx -> tx.instances().require(id));
    }

    private void refused(Response response, int status, String... words) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(Stage.message(response)).contains(words);
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void an_ejected_primary_becomes_a_replica_of_the_primary_it_names() {
        Instance old = ejected();

        assertThat(rejoin(old.id(), to(primary)).status()).isEqualTo(202);

        assertThat(row(old.id()).task()).isEqualTo(Task.BUILDING);
        assertThat(row(old.id()).replicaOf()).as("until its server is removed").isNull();
        assertThat(stage.operations.filed).containsExactly(new RejoinSet(old.id(), primary.id(), Task.STOPPED));
        assertThat(stage.operations.held).containsExactly(List.of(old.id()));
    }

    @Test
    void a_replica_follows_its_own_primary_again_and_no_other() {
        assertThat(rejoin(replica.id(), "{}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new RejoinSet(replica.id(), primary.id(), Task.NONE));
        stage.operations.filed.clear();

        refused(rejoin(stage.replica("r2", primary).id(), to(stage.primary("other"))), 400, primary.id(), "detach");
    }

    @Test
    void a_replica_that_may_have_become_primary_does_not_rejoin() {
        stage.store.change(
                tx -> tx.instances().update(tx.instances().require(replica.id()).withTask(Task.PROMOTE_ERROR, null)));
        refused(rejoin(replica.id(), "{}"), 422, "not currently available");
    }

    @Test
    void data_that_somebody_uses_are_not_replaced() {
        refused(rejoin(primary.id(), to(ejected())), 400, "replica source of others");
        refused(rejoin(stage.primary("alone").id(), to(primary)), 422, "serves on its own");
    }

    @Test
    void who_is_to_be_followed_must_be_a_primary_of_the_same_kind() {
        Instance old = ejected();
        refused(rejoin(old.id(), "{}"), 400, "'replica_of' must name");
        refused(rejoin(old.id(), to(replica)), 400, primary.id());
        refused(rejoin(old.id(), "{\"replica_of\":\"%s\"}".formatted(UUID.randomUUID())), 404, "cannot be found");
        stage.store.change(
                tx -> tx.instances().update(tx.instances().require(primary.id()).withVolumeSize(50)));
        refused(rejoin(old.id(), to(primary)), 400, "50 GB", "smaller");
        assertThat(row(old.id()).task()).isEqualTo(Task.STOPPED);
    }
}
