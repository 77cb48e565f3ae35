package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.OperationState;
import dev.coffer.engine.EngineFailure;
import dev.coffer.fault.Fault;
import dev.coffer.model.Task;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades, resizes and rebuilds, on a replica set of three of the old version that is driven by hand. */
class UpgradeTest {
    private static final List<String> SET = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void old_set_of_three_with_primary_a() {
        bench = new Bench(directory.resolve("coffer.db"));
        bench.instance("a", null);
        bench.instance("b", "a");
        bench.instance("c", "a");
        bench.guests.add("a", true, 10, null);
        bench.guests.add("b", false, 8, bench.address("a"));
        bench.guests.add("c", false, 9, bench.address("a"));
        bench.age("a", "b", "c");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private OperationState upgrade(String id, List<String> held) {
        bench.tasks(Task.UPGRADING, held.toArray(String[]::new));
        bench.file(new UpgradeInstance(id, "v"), held);
        return bench.run();
    }

    private void alone() {
        bench.guests.delete("b");
        bench.guests.delete("c");
        bench.store.change(tx -> {
            tx.instances().delete("b", bench.clock.instant());
            tx.instances().delete("c", bench.clock.instant());
        });
    }

    @Test
    void a_set_is_upgraded_replicas_first_and_keeps_its_primary() {
        assertThat(upgrade("a", SET)).isEqualTo(OperationState.DONE);

        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.rows(SET))
                .allMatch(row -> row.datastoreVersionId().equals("v"))
                .allMatch(row -> row.task() == Task.NONE && row.trouble() == null);
        assertThat(bench.row("a").isReplica()).isFalse();
        for (String replica : List.of("b", "c")) {
            assertThat(bench.row(replica).replicaOf()).isEqualTo("a");
            assertThat(bench.guests.guest(replica).following).isEqualTo(bench.address("a"));
            assertThat(bench.guests.guest(replica).position).isEqualTo(10);
        }
        assertThat(bench.guests.carriedOut)
                .containsSubsequence(
                        "b PrepareUpgrade",
                        "b CompleteUpgrade",
                        "c PrepareUpgrade",
                        "c CompleteUpgrade",
                        "a Freeze",
                        "b Promote",
                        "a PrepareUpgrade",
                        "a CompleteUpgrade",
                        "a Follow",
                        "b Freeze",
                        "a Promote",
                        "b Follow");
    }

    @Test
    void an_instance_on_its_own_is_upgraded_in_place() {
        alone();
        assertThat(upgrade("a", List.of("a"))).isEqualTo(OperationState.DONE);
        assertThat(bench.row("a").datastoreVersionId()).isEqualTo("v");
        assertThat(bench.guests.guest("a").dataVersion).isEqualTo("11.8");
        assertThat(bench.guests.open()).containsExactly("a");
    }

    @Test
    void an_upgrade_that_fails_before_it_touches_the_data_goes_back() {
        alone();
        bench.guests.fail("a", Command.CompleteUpgrade.class, EngineFailure.Kind.BROKEN);

        assertThat(upgrade("a", List.of("a"))).isEqualTo(OperationState.FAILED);

        assertThat(bench.guests.guest("a").version).isEqualTo("10.11");
        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.row("a").datastoreVersionId()).isEqualTo(Bench.OLD);
        assertThat(bench.row("a").task()).isEqualTo(Task.UPGRADE_ERROR);
        assertThat(bench.sentence("a")).contains("simulated failure of a", "It runs version 10.11 as before");
    }

    @Test
    void an_upgrade_that_fails_with_the_data_touched_stays_and_says_so() {
        alone();
        bench.guests.fail("a", Command.CompleteUpgrade.class, EngineFailure.Kind.BROKEN);
        bench.guests.guest("a").dataVersion = "11.8"; // as the failing command leaves it

        assertThat(upgrade("a", List.of("a"))).isEqualTo(OperationState.FAILED);

        assertThat(bench.guests.guest("a").version).isEqualTo("11.8");
        assertThat(bench.row("a").datastoreVersionId()).isEqualTo("v");
        assertThat(bench.row("a").task()).isEqualTo(Task.UPGRADE_ERROR);
        assertThat(bench.sentence("a")).contains("Its data are of version 11.8: upgrade it again, or restart it.");
    }

    @Test
    void an_image_that_cannot_be_had_stops_nothing() {
        bench.images = _ -> {
            throw Fault.badRequest("The image is damaged.");
        };
        assertThat(upgrade("a", SET)).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.carriedOut).isEmpty();
        assertThat(bench.sentence("a")).contains("The image is damaged.");
        assertThat(bench.rows(List.of("b", "c"))).allMatch(row -> row.task() == Task.NONE);
    }

    @Test
    void a_replica_that_cannot_be_upgraded_leaves_the_primary_alone() {
        bench.guests.fail("c", Command.CompleteUpgrade.class, EngineFailure.Kind.BROKEN);

        assertThat(upgrade("a", SET)).isEqualTo(OperationState.FAILED);

        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.guests.carriedOut).doesNotContain("a Freeze", "a PrepareUpgrade");
        assertThat(bench.row("b").datastoreVersionId()).isEqualTo("v");
        assertThat(bench.row("c").datastoreVersionId()).isEqualTo(Bench.OLD);
        assertThat(bench.guests.guest("c").stopped).isFalse();
        assertThat(bench.row("a").task()).isEqualTo(Task.UPGRADE_ERROR);
        assertThat(bench.rows(List.of("b", "c"))).allMatch(row -> row.task() == Task.NONE);
    }

    @Test
    void an_upgrade_goes_on_where_another_one_failed() {
        bench.guests.fail("c", Command.CompleteUpgrade.class, EngineFailure.Kind.BROKEN);
        assertThat(upgrade("a", SET)).isEqualTo(OperationState.FAILED);
        bench.guests.heal("c");

        assertThat(upgrade("a", SET)).isEqualTo(OperationState.DONE);
        assertThat(bench.rows(SET)).allMatch(row -> row.datastoreVersionId().equals("v"));
    }

    @Test
    void an_old_primary_that_cannot_be_upgraded_stays_stopped_behind_its_deputy() {
        bench.guests.fail("a", Command.CompleteUpgrade.class, EngineFailure.Kind.BROKEN);

        assertThat(upgrade("a", SET)).isEqualTo(OperationState.FAILED);

        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.guests.guest("a").stopped).isTrue();
        assertThat(bench.guests.carriedOut).doesNotContain("a Follow");
        assertThat(bench.row("a").replicaOf()).isEqualTo("b");
        assertThat(bench.row("a").task()).isEqualTo(Task.UPGRADE_ERROR);
        assertThat(bench.sentence("a")).contains("It follows instance b and runs version 10.11: upgrade it again");
        assertThat(bench.row("c").replicaOf()).isEqualTo("b");

        bench.guests.heal("a");
        assertThat(upgrade("a", List.of("a"))).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.guest("a").following).isEqualTo(bench.address("b"));
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);
    }

    @Test
    void a_set_that_cannot_give_its_primary_the_role_back_keeps_the_deputy() {
        bench.guests.fail("a", Command.Promote.class, EngineFailure.Kind.BROKEN);

        assertThat(upgrade("a", SET)).isEqualTo(OperationState.DONE);

        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.rows(SET))
                .allMatch(row -> row.datastoreVersionId().equals("v"))
                .allMatch(row -> row.task() == Task.NONE);
        assertThat(bench.row("a").replicaOf()).isEqualTo("b");
        assertThat(bench.guests.guest("a").following).isEqualTo(bench.address("b"));
        assertThat(bench.sentence("a")).contains("instance b is its primary now", "Promote this instance");
    }

    @Test
    void a_member_of_an_older_version_is_not_asked_to_follow_a_newer_primary() {
        bench.store.change(
                tx -> tx.instances().update(tx.instances().require("b").withDatastoreVersion("v")));
        bench.guests.guest("b").dataVersion = "11.8";
        bench.guests.guest("a").silent = true;
        bench.guests.guest("b").position = 9;
        bench.file(new EjectPrimary("a", false), SET);

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.row("c").task()).isEqualTo(Task.REPLICA_ERROR);
        assertThat(bench.sentence("c")).contains("It runs version 10.11, an older one than the 11.8 of instance b.");
    }

    @Test
    void a_flavor_that_the_engine_does_not_start_with_is_taken_back() {
        bench.guests.fail("a", Command.Start.class, EngineFailure.Kind.BROKEN);
        bench.tasks(Task.RESIZING, "a");
        bench.file(new ResizeFlavor("a", "2"), List.of("a"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.guest("a").flavor).isEqualTo("tiny");
        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.row("a").flavorId()).isEqualTo("1");
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);
        assertThat(bench.sentence("a")).contains("simulated failure of a");
    }

    @Test
    void replicas_grow_before_their_primary_and_no_engine_is_touched() {
        bench.tasks(Task.RESIZING, "a", "b", "c");
        bench.file(new GrowVolume("a", 4), SET);

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.rows(SET)).allMatch(row -> row.volumeSize() == 4 && row.task() == Task.NONE);
        assertThat(SET).allMatch(id -> bench.guests.guest(id).volume == 4);
        assertThat(bench.guests.carriedOut).isEmpty();
    }

    @Test
    void a_replica_grows_alone() {
        bench.tasks(Task.RESIZING, "c");
        bench.file(new GrowVolume("c", 4), List.of("c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.row("c").volumeSize()).isEqualTo(4);
        assertThat(bench.row("a").volumeSize()).isEqualTo(1);
    }

    @Test
    void a_rebuilt_server_enrols_anew_and_serves() {
        bench.guests.guest("c").running = false;
        bench.tasks(Task.BUILDING, "c");
        bench.file(new RebuildInstance("c"), List.of("c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.guest("c").running).isTrue();
        assertThat(bench.store.read(tx -> tx.agents().find("c").isPresent()).booleanValue())
                .isTrue();
        assertThat(bench.row("c").task()).isEqualTo(Task.NONE);
    }
}
