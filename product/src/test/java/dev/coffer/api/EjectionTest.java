package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.EjectPrimary;
import dev.coffer.operations.PromoteReplica;
import dev.coffer.operations.RestartInstance;
import dev.coffer.operations.ReturnPrimary;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API does to keep two primaries apart. */
final class EjectionTest {
    private static final String RESET = "{\"reset_status\":{}}";

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

    private Response act(Instance instance, String body) {
        String admin = "admin:" + Stage.PROJECT;
        return stage.call(admin, "POST", "/v1.0/" + Stage.PROJECT + "/instances/" + instance.id() + "/action", body);
    }

    @Test
    void an_ejection_can_be_forced() {
        stage.now = stage.now.plusSeconds(91);

        assertThat(act(primary, "{\"eject_replica_source\":{\"force\":true}}").status())
                .isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new EjectPrimary(primary.id(), true));
    }

    @Test
    void what_is_neither_true_nor_false_forces_nothing() {
        stage.now = stage.now.plusSeconds(91);

        Response response = act(primary, "{\"eject_replica_source\":{\"force\":\"no\"}}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(Stage.message(response)).contains("'force'");
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void a_restart_after_a_failed_ejection_asks_the_replicas_first() {
        stage.change(primary, Task.EJECT_ERROR);

        assertThat(act(primary, "{\"restart\":{}}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new ReturnPrimary(primary.id()));
        assertThat(stage.operations.held).containsExactly(List.of(primary.id(), replica.id()));
    }

    @Test
    void a_restart_after_a_failed_ejection_has_nobody_to_ask_where_there_are_no_replicas() {
        Instance alone = stage.primary("alone");
        stage.change(alone, Task.EJECT_ERROR);

        assertThat(act(alone, "{\"restart\":{}}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new RestartInstance(alone.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOPPED", "EJECT_ERROR"})
    void a_reset_does_not_bring_an_ejected_primary_back(Task task) {
        stage.change(primary, task);

        Response response = act(primary, RESET);
        assertThat(response.status()).isEqualTo(422);
        assertThat(Stage.message(response)).contains("restart it or delete it");
        assertThat(act(primary, "{\"reset_status\":{\"force_delete\":true}}").status())
                .isEqualTo(202);
        assertThat(stage.stored(primary).task()).isEqualTo(task);
    }

    @Test
    void a_reset_leaves_a_promotion_alone_that_works_on_the_whole_set() {
        assertThat(act(replica, "{\"promote_to_replica_source\":{}}").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new PromoteReplica(replica.id()));

        Response response = act(primary, RESET);
        assertThat(response.status()).isEqualTo(422);
        assertThat(Stage.message(response)).contains("PromoteReplica", "ends by itself");
        assertThat(stage.stored(primary).task()).isEqualTo(Task.PROMOTING);
    }
}
