package dev.coffer.store;

import static dev.coffer.durable.NewOperation.WhenBusy.REFUSE;
import static dev.coffer.durable.NewOperation.WhenBusy.SUPERSEDE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.durable.Busy;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationLog;
import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Filing, superseding and queueing of operations beyond what every operation log must do. */
interface QueueContract extends StoreUnderTest {
    private Optional<Lease> next() {
        return store().operationLog()
                .claim("one", clock().instant(), clock().instant().plusSeconds(15));
    }

    private Lease claimed(String id) {
        Lease lease = next().orElseThrow();
        assertThat(lease.operation().id()).isEqualTo(id);
        return lease;
    }

    private void done(Lease lease) {
        store().operationLog().end(lease, OperationState.DONE, clock().instant(), null);
    }

    private void pause(Lease lease, OperationState state) {
        store().operationLog().pause(lease, state, clock().instant().plusSeconds(60), "a reply", null);
    }

    private Optional<String> active(String resource) {
        return store().read(tx -> tx.operations().active(resource)).map(Operation::id);
    }

    @Test
    default void what_goes_on_is_told_with_its_step_and_its_next_try() {
        file("a", "restart", REFUSE, "i1");
        file("b", "create", REFUSE, "i2");
        Lease lease = claimed("a");
        store().operationLog()
                .record(
                        lease,
                        new StepRecord(
                                "a",
                                "one",
                                0,
                                StepRecord.State.DONE,
                                1,
                                clock().instant(),
                                clock().instant(),
                                null,
                                null));
        store().operationLog()
                .record(
                        lease,
                        new StepRecord(
                                "a", "two", 1, StepRecord.State.RUNNING, 3, clock().instant(), null, null, "no"));
        pause(lease, OperationState.WAITING);
        List<Operations.Live> live = listed(tx -> tx.operations().live(10));
        assertThat(live).extracting(each -> each.operation().id()).containsExactlyInAnyOrder("a", "b");
        Operations.Live a = live.stream()
                .filter(each -> each.operation().id().equals("a"))
                .findFirst()
                .orElseThrow();
        assertThat(a.due()).isEqualTo(clock().instant().plusSeconds(60));
        assertThat(a.step()).extracting(StepRecord::name, StepRecord::attempts).containsExactly("two", 3);
        done(claimed("b"));
        assertThat(listed(tx -> tx.operations().live(10))).hasSize(1);
        assertThat(listed(tx -> tx.figures().operations()))
                .containsExactly(new Figures.OfOperations("restart", OperationState.WAITING, 1));
    }

    @Test
    default void operations_that_ended_long_ago_are_forgotten_and_no_others() {
        file("old", "restart", REFUSE, "i1");
        Lease lease = claimed("old");
        store().operationLog()
                .record(
                        lease,
                        new StepRecord(
                                "old",
                                "one",
                                0,
                                StepRecord.State.DONE,
                                1,
                                clock().instant(),
                                clock().instant(),
                                null,
                                null));
        store().operationLog().end(lease, OperationState.FAILED, clock().instant(), "It broke.");
        clock().pass(Duration.ofDays(1));
        file("new", "restart", REFUSE, "i3");
        done(claimed("new"));
        file("runs", "restart", REFUSE, "i2");
        assertThat(listed(tx -> tx.operations().failedSince(clock().instant().minus(Duration.ofDays(2)), 10)))
                .extracting(Operation::id)
                .containsExactly("old");
        assertThat(counted(tx -> tx.operations().sweep(clock().instant(), 10))).isEqualTo(1);
        assertThat(found(tx -> tx.operations().find("old"))).isEmpty();
        assertThat(listed(tx -> tx.operations().steps("old"))).isEmpty();
        assertThat(found(tx -> tx.operations().find("runs"))).isPresent();
        assertThat(found(tx -> tx.operations().find("new"))).isPresent();
    }

    @Test
    default void who_is_busy_with_what_is_said() {
        file("a", "restart", REFUSE, "i1", "i2");
        assertThatThrownBy(() -> file("b", "promote", REFUSE, "i3", "i2"))
                .isInstanceOf(Busy.class)
                .hasMessage("i2 is busy with restart.");
        assertThat(active("i1")).contains("a");
        assertThat(active("i2")).contains("a");
        assertThat(active("i3")).isEmpty();
    }

    @Test
    default void deleting_twice_is_deleting_once() {
        file("create", "create", REFUSE, "i1");
        Lease create = claimed("create");
        assertThat(file("d1", "delete", SUPERSEDE, "i1")).isEqualTo("d1");
        assertThat(file("d2", "delete", SUPERSEDE, "i1")).as("queued").isEqualTo("d1");
        store().operationLog().released(create);
        Lease delete = claimed("d1");
        assertThat(file("d3", "delete", SUPERSEDE, "i1")).as("running").isEqualTo("d1");
        assertThat(file("d1", "delete", SUPERSEDE, "i1")).as("itself").isEqualTo("d1");
        assertThat(found(tx -> tx.operations().find("d2"))).isEmpty();
        done(delete);
        assertThat(next()).isEmpty();
        assertThat(file("d4", "delete", SUPERSEDE, "i1")).isEqualTo("d4");
    }

    @Test
    default void one_that_fails_already_does_not_stand_in_for_a_new_one() {
        file("d1", "delete", SUPERSEDE, "i1");
        pause(claimed("d1"), OperationState.UNDOING);
        assertThat(file("d2", "delete", SUPERSEDE, "i1")).isEqualTo("d2");
        assertThat(operation("d1").state()).isEqualTo(OperationState.CANCELLED);
        claimed("d2");
    }

    @Test
    default void deleting_twice_behind_a_larger_operation_is_deleting_once() {
        file("promote", "promote", REFUSE, "i1", "i2");
        Lease promote = claimed("promote");
        assertThat(file("d1", "delete", SUPERSEDE, "i2")).isEqualTo("d1");
        assertThat(file("d2", "delete", SUPERSEDE, "i2")).isEqualTo("d1");
        assertThat(active("i2")).contains("promote");
        done(promote);
        assertThat(active("i2")).contains("d1");
        claimed("d1");
        assertThat(next()).isEmpty();
    }

    @Test
    default void the_superseded_says_by_what() {
        file("a", "restart", REFUSE, "i1");
        Lease lease = claimed("a");
        store().operationLog().record(lease, step("stop", StepRecord.State.RUNNING, "\"secret\""));
        file("b", "delete", SUPERSEDE, "i1");
        Operation cancelled = operation("a");
        assertThat(cancelled.state()).isEqualTo(OperationState.CANCELLED);
        assertThat(cancelled.error()).isEqualTo("Superseded by delete.");
        assertThat(cancelled.ended()).isEqualTo(clock().instant());
        assertThat(cancelled.input()).isEmpty();
        StepRecord step = store().read(tx -> tx.operations().steps("a")).getFirst();
        assertThat(step.state()).isEqualTo(StepRecord.State.FAILED);
        assertThat(step.result()).isNull();
        assertThat(step.error()).isEqualTo("Superseded by delete.");
    }

    private StepRecord step(String name, StepRecord.State state, String result) {
        return new StepRecord("a", name, 0, state, 1, clock().instant(), null, result, null);
    }

    @Test
    default void what_was_superseded_asks_nothing_of_agents_any_more() {
        file("a", "restart", REFUSE, "i1");
        store().change(tx -> {
            tx.outbox().put(command("a/restart#1", "a"));
            tx.outbox().put(command("b/restart#1", "b"));
        });
        file("d", "delete", SUPERSEDE, "i1");
        List<Outbox.Message> left = store().read(tx -> tx.outbox().unanswered("i1", clock().instant()));
        assertThat(left).extracting(Outbox.Message::id).containsExactly("b/restart#1");
    }

    private Outbox.Message command(String id, String operation) {
        return new Outbox.Message(
                id, "i1", operation, 1, clock().instant(), clock().instant().plusSeconds(60), "{}", null, null, null);
    }

    @Test
    default void results_of_steps_are_wiped_with_the_end() {
        file("a", "restart", REFUSE, "i1");
        Lease lease = claimed("a");
        store().operationLog().record(lease, step("make password", StepRecord.State.DONE, "\"secret\""));
        assertThat(store().operationLog().steps("a").getFirst().result()).isEqualTo("\"secret\"");
        done(lease);
        StepRecord step = store().read(tx -> tx.operations().steps("a")).getFirst();
        assertThat(step.state()).isEqualTo(StepRecord.State.DONE);
        assertThat(step.result()).isNull();
    }

    @Test
    default void a_runner_that_lingers_is_waited_for_through_a_second_supersession() {
        file("a", "create", REFUSE, "i1");
        Lease lease = claimed("a");
        file("b", "delete", SUPERSEDE, "i1");
        file("c", "erase", SUPERSEDE, "i1");
        assertThat(operation("b").state()).isEqualTo(OperationState.CANCELLED);
        assertThat(next()).isEmpty();
        store().operationLog().wake("c", clock().instant());
        assertThat(next()).isEmpty();
        store().operationLog().released(lease);
        claimed("c");
    }

    @Test
    default void after_a_reset_the_next_operation_waits_for_the_lingering_runner() {
        file("a", "create", REFUSE, "i1");
        Lease lease = claimed("a");
        store().change(tx -> tx.operations().cancel("i1"));
        assertThat(active("i1")).isEmpty();
        file("b", "restart", REFUSE, "i1");
        assertThat(next()).isEmpty();
        clock().pass(Duration.ofSeconds(15));
        claimed("b");
        store().operationLog().released(lease);
        assertThat(next()).as("a late word changes nothing").isEmpty();
    }

    @Test
    default void when_no_runner_lives_what_was_leased_goes_on_at_once() {
        file("a", "create", REFUSE, "i1");
        Lease superseded = claimed("a");
        file("b", "delete", SUPERSEDE, "i1");
        file("c", "create", REFUSE, "i2");
        Lease interrupted = claimed("c");
        file("d", "create", REFUSE, "i3");
        pause(claimed("d"), OperationState.WAITING);
        assertThat(next()).isEmpty();
        store().change(tx -> tx.operations().endLeases());
        assertThat(List.of(next().orElseThrow(), next().orElseThrow()))
                .extracting(lease -> lease.operation().id())
                .containsExactlyInAnyOrder("b", "c");
        assertThat(next()).as("what waits goes on waiting").isEmpty();
        assertThatThrownBy(() -> done(interrupted)).isInstanceOf(OperationLog.LeaseLost.class);
        store().operationLog().released(superseded);
        assertThat(next()).isEmpty();
    }

    @Test
    default void what_a_clock_that_was_ahead_has_put_off_goes_on_at_once_when_no_runner_lives() {
        clock().pass(Duration.ofHours(5));
        file("a", "create", REFUSE, "i1");
        pause(claimed("a"), OperationState.WAITING);
        file("b", "create", REFUSE, "i2");
        Lease _ = claimed("b");
        clock().pass(Duration.ofHours(-5));
        assertThat(next()).isEmpty();
        store().change(tx -> tx.operations().endLeases());
        assertThat(List.of(next().orElseThrow(), next().orElseThrow()))
                .extracting(lease -> lease.operation().id())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    default void a_reset_reaches_what_waits_and_spares_what_holds_more() {
        file("promote", "promote", REFUSE, "i1", "i2");
        file("d", "delete", SUPERSEDE, "i1");
        store().change(tx -> tx.operations().cancel("i1"));
        assertThat(operation("d").state()).isEqualTo(OperationState.CANCELLED);
        assertThat(operation("promote").state()).isEqualTo(OperationState.QUEUED);
        claimed("promote");
    }

    @Test
    default void those_that_wait_start_in_order_as_far_as_all_they_want_is_free() {
        file("set", "promote", REFUSE, "i1", "i2", "i3");
        clock().pass(Duration.ofMillis(1));
        file("pair", "detach", SUPERSEDE, "i1", "i2");
        clock().pass(Duration.ofMillis(1));
        file("single", "delete", SUPERSEDE, "i2");
        clock().pass(Duration.ofMillis(1));
        file("apart", "delete", SUPERSEDE, "i3");
        done(claimed("set"));
        Lease apart = claimed("apart");
        Lease pair = claimed("pair");
        assertThat(next()).isEmpty();
        assertThatThrownBy(() -> file("late", "restart", REFUSE, "i2")).isInstanceOf(Busy.class);
        done(apart);
        done(pair);
        done(claimed("single"));
        assertThat(store().operationLog().nextDue()).isEmpty();
        file("late", "restart", REFUSE, "i2");
    }

    @Test
    default void a_newcomer_does_not_overtake_one_that_waits() {
        file("one", "promote", REFUSE, "i1", "i3");
        file("wide", "detach", SUPERSEDE, "i1", "i2");
        assertThatThrownBy(() -> file("new", "restart", REFUSE, "i2"))
                .isInstanceOf(Busy.class)
                .hasMessage("i2 is busy with detach.");
        done(claimed("one"));
        claimed("wide");
    }

    @Test
    default void operations_of_a_resource_are_listed_newest_first_with_their_resources() {
        for (String id : new String[] {"z", "y", "x"}) {
            file(id, "restart", REFUSE, "i2", "i1");
            done(claimed(id));
            clock().pass(Duration.ofMillis(1));
        }
        assertThat(listed(tx -> tx.operations().of("i1", 2)))
                .extracting(Operation::id, Operation::subject)
                .containsExactly(tuple("x", "i2"), tuple("y", "i2"));
        assertThat(listed(tx -> tx.operations().of("i9", 5))).isEmpty();
    }

    @Test
    default void listeners_hear_of_filing_waking_and_ending_after_the_commit() {
        AtomicInteger heard = new AtomicInteger();
        try (Store own = database().open(clock())) {
            OperationLog log = own.operationLog();
            own.onOperationDue(() -> {
                assertThat(found(tx -> tx.operations().find("a"))).isPresent();
                heard.incrementAndGet();
            });
            own.change(tx -> tx.operations().file(order("a", "restart", REFUSE, "i1")));
            assertThat(heard).hasValue(1);
            assertThatThrownBy(() -> own.change(tx -> tx.operations().file(order("b", "restart", REFUSE, "i1"))))
                    .isInstanceOf(Busy.class);
            assertThat(heard).hasValue(1);
            pause(claimed("a"), OperationState.WAITING);
            log.wake("a", clock().instant());
            assertThat(heard).hasValue(2);
            log.end(claimed("a"), OperationState.DONE, clock().instant(), null);
            assertThat(heard).hasValue(3);
            log.wake("a", clock().instant());
            assertThat(heard).hasValue(3);
        }
    }

    @Test
    default void a_listener_that_fails_harms_nobody() {
        AtomicInteger heard = new AtomicInteger();
        try (Store own = database().open(clock())) {
            own.onOperationDue(() -> {
                throw new IllegalStateException("deaf");
            });
            own.onOperationDue(heard::incrementAndGet);
            own.change(tx -> tx.operations().file(order("a", "restart", REFUSE, "i1")));
        }
        assertThat(heard).hasValue(1);
    }
}
