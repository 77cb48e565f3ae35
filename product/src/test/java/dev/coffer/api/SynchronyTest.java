package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.model.Synchrony;
import dev.coffer.operations.SynchroniseSet;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the primary of a set waits for, through the API. */
final class SynchronyTest {
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

    private Response say(Instance instance, String synchrony) {
        String body = "{\"synchronise\":%s}".formatted(synchrony);
        String admin = "admin:" + Stage.PROJECT;
        return stage.call(admin, "POST", "/v1.0/" + Stage.PROJECT + "/instances/" + instance.id() + "/action", body);
    }

    private Synchrony kept() {
        return stage.store.read(
                tx -> tx.instances().replicaSet(primary.replicaSetId()).synchrony());
    }

    @Test
    void it_is_kept_with_the_set_and_told_to_all_members() {
        assertThat(kept()).isEqualTo(Synchrony.ONE);
        assertThat(say(primary, "{\"synchrony\":\"async\"}").status()).isEqualTo(202);

        assertThat(kept()).isEqualTo(Synchrony.ASYNC);
        assertThat(stage.operations.filed).containsExactly(new SynchroniseSet(primary.id(), Synchrony.ASYNC));
        assertThat(stage.operations.held).containsExactly(List.of(primary.id(), replica.id()));
    }

    @Test
    void it_is_refused_of_a_replica_and_of_what_it_does_not_know() {
        Response ofReplica = say(replica, "{\"synchrony\":\"async\"}");
        assertThat(ofReplica.status()).isEqualTo(400);
        assertThat(Stage.message(ofReplica)).contains(primary.id());
        for (String unknown : List.of("{\"synchrony\":\"all\"}", "{\"synchrony\":1}", "{}", "null", "[]")) {
            Response response = say(primary, unknown);
            assertThat(response.status()).as(unknown).isEqualTo(400);
            assertThat(Stage.message(response)).contains("async or one");
        }
        assertThat(stage.operations.filed).isEmpty();
        assertThat(kept()).isEqualTo(Synchrony.ONE);
    }
}
