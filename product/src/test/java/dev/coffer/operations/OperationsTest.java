package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.OperationState;
import dev.coffer.engine.EngineFailure;
import dev.coffer.fault.Fault;
import dev.coffer.model.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations on a replica set of three, driven by hand against a real store and simulated guests. */
class OperationsTest {
    private static final List<String> SET = List.of("a", "b", "c");

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void set_of_three_with_primary_a() {
        bench = new Bench(directory.resolve("coffer.db"));
        bench.instance("a", null);
        bench.instance("b", "a");
        bench.instance("c", "a");
        bench.guests.add("a", true, 10, null);
        bench.guests.add("b", false, 8, bench.address("a"));
        bench.guests.add("c", false, 9, bench.address("a"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_promotion_swaps_roles_and_loses_nothing() {
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.guests.guest("b").position).isEqualTo(10);
        assertThat(bench.row("b").isReplica()).isFalse();
        for (String follower : List.of("a", "c")) {
            assertThat(bench.row(follower).replicaOf()).isEqualTo("b");
            assertThat(bench.guests.guest(follower).following).isEqualTo(bench.address("b"));
        }
        assertThat(bench.rows(SET)).allMatch(row -> row.task() == Task.NONE && row.trouble() == null);
    }

    @Test
    void a_promotion_that_cannot_catch_up_leaves_all_as_it_was() {
        bench.guests.fail("b", Command.CatchUp.class, EngineFailure.Kind.BROKEN);
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.row("b").replicaOf()).isEqualTo("a");
        assertThat(bench.row("b").task()).isEqualTo(Task.PROMOTE_ERROR);
        assertThat(bench.sentence("b")).contains("simulated failure of b");
    }

    @Test
    void a_new_primary_that_cannot_open_gives_the_old_one_back() {
        bench.guests.fail("b", Command.Promote.class, EngineFailure.Kind.BROKEN);
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.guests.guest("b").following).isEqualTo(bench.address("a"));
        assertThat(bench.row("a").isReplica()).isFalse();
    }

    @Test
    void a_follower_that_cannot_follow_does_not_undo_a_promotion() {
        bench.guests.fail("c", Command.Follow.class, EngineFailure.Kind.BROKEN);
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.row("c").task()).isEqualTo(Task.REPLICA_ERROR);
        assertThat(bench.sentence("c")).contains("does not follow its new primary");
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);
    }

    @Test
    void a_member_that_never_was_made_does_not_hold_up_a_promotion() {
        bench.guests.guest("c").running = false;
        bench.store.change(
                tx -> tx.instances().update(tx.instances().require("c").withTask(Task.BUILD_ERROR, null)));
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.row("c").replicaOf()).isEqualTo("b");
        assertThat(bench.row("c").task()).isEqualTo(Task.BUILD_ERROR);
    }

    @Test
    void an_ejection_stops_the_old_primary_and_opens_the_most_advanced_replica() {
        bench.guests.guest("a").silent = true;
        bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("c");
        assertThat(bench.guests.guest("a").running).isFalse();
        assertThat(bench.row("a").task()).isEqualTo(Task.STOPPED);
        assertThat(bench.row("a").replicaSetId()).isNotEqualTo(bench.row("c").replicaSetId());
        assertThat(bench.row("b").replicaOf()).isEqualTo("c");
        assertThat(bench.row("c").isReplica()).isFalse();
    }

    @Test
    void an_ejection_is_refused_while_a_replica_that_may_have_the_last_writes_is_silent() {
        bench.guests.guest("c").silent = true;
        bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.guests.guest("a").running).isTrue();
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);
        assertThat(bench.sentence("a")).contains("Instance c does not answer", "eject with force");
        assertThat(bench.rows(List.of("b", "c"))).allMatch(row -> "a".equals(row.replicaOf()));
    }

    @Test
    void a_forced_ejection_passes_over_a_replica_that_does_not_answer() {
        bench.guests.guest("a").silent = true;
        bench.guests.guest("c").silent = true;
        bench.file(new EjectPrimary("a", true), List.of("a", "b", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.row("c").task()).isEqualTo(Task.REPLICA_ERROR);
    }

    @Test
    void the_primary_of_a_failed_ejection_comes_back_when_no_replica_has_opened() {
        failedEjection();

        bench.file(new ReturnPrimary("a"), List.of("a", "b", "c"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("a");
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);

        assertThat(bench.guests.late("c", new Command.Promote(), 2))
                .as("what the ejection told the replica comes late and is refused")
                .isInstanceOf(Result.Failed.class);
    }

    @Test
    void the_primary_of_a_failed_ejection_stays_stopped_beside_a_replica_that_has_opened() {
        failedEjection();
        bench.guests.guest("c").primary = true;

        bench.file(new ReturnPrimary("a"), List.of("a", "b", "c"));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("c");
        assertThat(bench.row("a").task()).isEqualTo(Task.EJECT_ERROR);
        assertThat(bench.sentence("a")).contains("Instance c has become primary", "eject again");

        bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.row("b").replicaOf()).isEqualTo("c");
    }

    @Test
    void the_primary_of_a_failed_ejection_stays_stopped_while_a_replica_is_silent() {
        failedEjection();
        bench.guests.guest("c").silent = true;

        bench.file(new ReturnPrimary("a"), List.of("a", "b", "c"));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).isEmpty();
        assertThat(bench.sentence("a")).contains("Whether instance c has become primary is not known");
    }

    /** The most advanced replica refuses to open. */
    private void failedEjection() {
        bench.guests.fail("c", Command.Promote.class, EngineFailure.Kind.BROKEN);
        bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.row("a").task()).isEqualTo(Task.EJECT_ERROR);
        assertThat(bench.guests.open()).isEmpty();
        bench.guests.heal("c");
    }

    @Test
    void a_detached_replica_that_is_not_heard_of_is_recorded_as_what_it_has_become() {
        bench.guests.guest("a").running = false;
        bench.guests.mute("b", Command.Promote.class);
        String operation = bench.file(new DetachReplica("b"), List.of("b"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.row("b").isReplica()).isFalse();
        assertThat(bench.row("b").replicaSetId()).isNotEqualTo(bench.row("a").replicaSetId());
        assertThat(bench.guests.withdrawn).contains(operation + "/stop following#");
    }

    @Test
    void a_copy_under_way_is_not_withdrawn_because_the_one_before_it_failed() {
        bench.unmade("d", "a");
        bench.guests.fail("d", Command.FetchSeed.class, EngineFailure.Kind.BROKEN);
        bench.guests.mute("copy from primary (round 2)");
        String operation = bench.file(new CreateReplica("d"), List.of("d"));
        bench.turn();
        bench.pass(Duration.ofSeconds(5));
        bench.turn();

        assertThat(bench.guests.withdrawn).containsExactly(operation + "/copy from primary#");
    }

    @Test
    void a_replica_that_could_not_be_detached_follows_as_before_and_refuses_to_be_detached_late() {
        bench.guests.fail("b", Command.Promote.class, EngineFailure.Kind.BROKEN);
        bench.file(new DetachReplica("b"), List.of("b"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.row("b").replicaOf()).isEqualTo("a");
        assertThat(bench.guests.guest("b").following).isEqualTo(bench.address("a"));
        bench.guests.heal("b");
        bench.guests.late("b", new Command.Promote(), 2);
        assertThat(bench.guests.open()).containsExactly("a");
    }

    @Test
    void a_detached_replica_is_an_instance_of_its_own_with_a_newer_term() {
        bench.guests.guest("a").running = false; // so that the detached one is the only open one here
        bench.file(new DetachReplica("b"), List.of("b"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.row("b").isReplica()).isFalse();
        assertThat(bench.row("b").replicaSetId()).isNotEqualTo(bench.row("a").replicaSetId());
        assertThat(bench.guests.guest("b").term).isEqualTo(2);
        assertThat(bench.guests.exposed).as("its set no longer passes").containsKey("b");
    }

    @Test
    void a_deletion_supersedes_what_runs_and_leaves_nothing() {
        bench.guests.guest("c").silent = true;
        bench.file(new RestartInstance("c"), List.of("c"));
        bench.turn();
        String deletion = bench.file(new DeleteInstance("c"), List.of("c"));

        assertThat(bench.run(deletion)).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.find("c")).isEmpty();
        assertThat(bench.store.<Boolean>read(tx -> tx.instances().find("c").isEmpty()))
                .isTrue();
        assertThat(bench.store.<Boolean>read(tx -> tx.addresses().of("c").isEmpty()))
                .isTrue();
    }

    @Test
    void a_second_operation_is_refused_while_one_runs() {
        bench.file(new RestartInstance("b"), List.of("b"));

        assertThatThrownBy(() -> bench.file(new PromoteReplica("c"), List.of("c", "a", "b")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("not currently available");
    }

    @Test
    void an_ejection_that_never_hears_of_the_opening_finds_out_and_records_it() {
        bench.guests.guest("a").silent = true;
        bench.guests.mute("c", Command.Promote.class);
        bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("c");
        assertThat(bench.row("c").isReplica()).isFalse();
        assertThat(bench.row("b").replicaOf()).isEqualTo("c");
        assertThat(bench.guests.guest("b").following).isEqualTo(bench.address("c"));
        assertThat(bench.row("a").replicaSetId()).isNotEqualTo(bench.row("c").replicaSetId());
    }

    @Test
    void a_failed_ejection_does_not_bring_the_old_primary_back_beside_one_that_may_have_opened() {
        bench.guests.guest("a").silent = true;
        bench.guests.mute("c", Command.Promote.class);
        bench.guests.fail("c", Command.CatchUp.class, EngineFailure.Kind.PASSING);
        bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        bench.watch();
        assertThat(bench.guests.open()).containsExactly("c");
        assertThat(bench.sentence("a")).contains("not known whether instance c has become primary");
    }

    @Test
    void a_promotion_whose_control_plane_was_down_too_long_after_the_opening_goes_on_with_the_new_primary() {
        bench.guests.mute("b", Command.Promote.class);
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));
        bench.turn();
        bench.pass(Duration.ofHours(1));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.row("b").isReplica()).isFalse();
        for (String follower : List.of("a", "c")) {
            assertThat(bench.row(follower).replicaOf()).isEqualTo("b");
            assertThat(bench.guests.guest(follower).following).isEqualTo(bench.address("b"));
        }
    }

    @Test
    void an_old_primary_is_thawed_though_the_candidate_cannot_follow_it_any_more() {
        bench.guests.fail("b", Command.Promote.class, EngineFailure.Kind.BROKEN);
        bench.guests.fail("b", Command.Follow.class, EngineFailure.Kind.BROKEN);
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("a");
    }

    @Test
    void a_deletion_that_waited_for_a_promotion_does_not_remove_the_primary_it_made() {
        String promotion = bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));
        String deletion = bench.file(new DeleteInstance("b"), List.of("b"));

        assertThat(bench.run(promotion)).isEqualTo(OperationState.DONE);
        assertThat(bench.run(deletion)).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.open()).containsExactly("b");
        assertThat(bench.sentence("b")).contains("detach its replicas");
        assertThat(bench.row("b").task()).isEqualTo(Task.NONE);
    }

    @Test
    void what_may_pass_is_given_time_to_pass() {
        bench.guests.fail("c", Command.Restart.class, EngineFailure.Kind.PASSING);
        String operation = bench.file(new RestartInstance("c"), List.of("c"));
        bench.replied(operation + "/restart database server#1", "c");
        bench.turn();
        assertThat(bench.guests.carriedOut).containsOnlyOnce("c Restart");

        bench.guests.heal("c");
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
    }

    @Test
    void an_agent_that_died_is_started_by_the_operation_that_waits_for_it() {
        bench.guests.guest("a").running = false;
        bench.guests.guest("b").running = false;
        bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("b");
    }

    @Test
    void a_new_primary_whose_agent_died_is_started_so_that_the_others_can_follow_it() {
        bench.guests.guest("a").silent = true;
        bench.guests.diesAfter("c", Command.Promote.class);
        bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));

        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.open()).containsExactly("c");
        assertThat(bench.row("b").task()).isEqualTo(Task.NONE);
        assertThat(bench.guests.guest("b").following).isEqualTo(bench.address("c"));
    }

    @Test
    void what_somebody_must_mend_is_said_at_once() {
        bench.instance("d", null);
        bench.images = _ -> {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The mirror does not answer.");
        };
        String operation = bench.file(new CreateInstance("d", List.of(), List.of()), List.of("d"));
        bench.turn();
        assertThat(bench.store
                        .read(tx -> tx.operations().find(operation).orElseThrow())
                        .state()
                        .isEnd())
                .as("what passes is tried again")
                .isFalse();

        bench.images = _ -> {
            throw new Fault(Fault.Kind.UNPROCESSABLE, "The image is damaged.");
        };
        bench.pass(Duration.ofSeconds(5));
        bench.turn();
        assertThat(bench.store
                        .read(tx -> tx.operations().find(operation).orElseThrow())
                        .state())
                .isEqualTo(OperationState.FAILED);
        assertThat(bench.sentence("d")).contains("The image is damaged.");
        assertThat(bench.row("d").task()).isEqualTo(Task.BUILD_ERROR);
    }
}
