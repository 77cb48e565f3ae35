package dev.coffer.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationLog.LeaseLost;
import dev.coffer.durable.StepRecord.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every log of operations must do. A log's test extends this and says how operations are filed and found. */
public abstract class OperationLogContract {
    private static final Duration LEASE = Duration.ofSeconds(15);

    protected final SettableClock clock = new SettableClock();

    protected abstract OperationLog log();

    protected abstract void file(NewOperation operation);

    protected abstract Optional<Operation> find(String id);

    /** As an administrator's reset does. */
    protected abstract void cancel(String resource);

    private void file(String id, WhenBusy whenBusy, String... resources) {
        file(new NewOperation(
                id,
                whenBusy == WhenBusy.SUPERSEDE ? "remove" : "build",
                "project",
                List.of(resources),
                "{\"p\":1}",
                clock.instant().plusSeconds(600),
                whenBusy));
    }

    private void file(String id, String... resources) {
        file(id, WhenBusy.REFUSE, resources);
    }

    private Optional<Lease> claim(String owner) {
        return log().claim(owner, clock.instant(), clock.instant().plus(LEASE));
    }

    private Lease claimed(String id) {
        Lease lease = claim("one").orElseThrow();
        assertThat(lease.operation().id()).isEqualTo(id);
        return lease;
    }

    private Operation found(String id) {
        return find(id).orElseThrow();
    }

    private void assertLost(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(LeaseLost.class);
    }

    private StepRecord step(String operation, String name, int sequence, State state) {
        Instant now = clock.instant();
        return new StepRecord(operation, name, sequence, state, 1, now, null, null, null);
    }

    @Test
    public void what_is_filed_is_queued_with_all_it_was_filed_with() {
        file("a", "i1", "i2");
        Operation operation = found("a");
        assertThat(operation.state()).isEqualTo(OperationState.QUEUED);
        assertThat(operation.kind()).isEqualTo("build");
        assertThat(operation.projectId()).isEqualTo("project");
        assertThat(operation.resources()).containsExactly("i1", "i2");
        assertThat(operation.input()).isEqualTo("{\"p\":1}");
        assertThat(operation.created()).isEqualTo(clock.instant());
        assertThat(operation.deadline()).isEqualTo(clock.instant().plusSeconds(600));
        assertThat(operation.attempts()).isZero();
        assertThat(operation.ended()).isNull();
    }

    @Test
    public void an_operation_is_claimed_by_one_runner_only() {
        file("a", "i1");
        Lease lease = claim("one").orElseThrow();
        assertThat(lease.operation().state()).isEqualTo(OperationState.RUNNING);
        assertThat(lease.operation().attempts()).isEqualTo(1);
        assertThat(lease.operation().input()).isEqualTo("{\"p\":1}");
        assertThat(claim("two")).isEmpty();
        assertThat(found("a").state()).isEqualTo(OperationState.RUNNING);
    }

    @Test
    public void the_operation_that_is_due_longest_is_claimed_first() {
        file("a", "i1");
        clock.pass(Duration.ofSeconds(1));
        file("b", "i2");
        log().pause(claimed("a"), OperationState.WAITING, clock.instant().plusSeconds(3), "a reply", null);
        clock.pass(Duration.ofSeconds(4));
        assertThat(claim("one").orElseThrow().operation().id()).isEqualTo("b");
        assertThat(claim("one").orElseThrow().operation().id()).isEqualTo("a");
    }

    @Test
    public void a_lease_that_ran_out_is_claimed_again_and_the_former_holder_can_change_nothing() {
        file("a", "i1");
        Lease former = claimed("a");
        log().record(former, step("a", "first", 0, State.RUNNING));
        clock.pass(LEASE);
        Lease present = claim("two").orElseThrow();
        assertThat(present.fence()).isGreaterThan(former.fence());
        assertThat(present.operation().attempts()).isEqualTo(2);
        assertLost(() -> log().renew(former, clock.instant().plus(LEASE)));
        assertLost(() -> log().record(former, step("a", "first", 0, State.DONE)));
        assertLost(() -> log().pause(former, OperationState.WAITING, clock.instant(), "x", "y"));
        assertLost(() -> log().end(former, OperationState.DONE, clock.instant(), null));
        log().released(former);
        assertThat(claim("three")).isEmpty();
        assertThat(log().steps("a")).extracting(StepRecord::state).containsExactly(State.RUNNING);
        assertThat(found("a").state()).isEqualTo(OperationState.RUNNING);
        log().renew(present, clock.instant().plus(LEASE));
    }

    @Test
    public void a_renewed_lease_is_not_claimed_by_others() {
        file("a", "i1");
        Lease lease = claimed("a");
        clock.pass(LEASE.minusSeconds(1));
        log().renew(lease, clock.instant().plus(LEASE));
        clock.pass(LEASE.minusSeconds(1));
        assertThat(claim("two")).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        assertThat(claim("two")).isPresent();
    }

    @Test
    public void a_lease_given_back_can_change_nothing() {
        file("a", "i1");
        Lease lease = claimed("a");
        log().pause(lease, OperationState.WAITING, clock.instant().plusSeconds(60), "a reply", null);
        assertLost(() -> log().record(lease, step("a", "late", 0, State.DONE)));
        assertLost(() -> log().renew(lease, clock.instant().plus(LEASE)));
        assertThat(log().steps("a")).isEmpty();
    }

    @Test
    public void steps_are_inserted_replaced_and_listed_in_order_of_first_start() {
        file("a", "i1");
        Lease lease = claimed("a");
        Instant now = clock.instant();
        StepRecord second = new StepRecord("a", "a second", 1, State.WAITING, 3, now, null, null, "not yet");
        StepRecord first =
                new StepRecord("a", "first \"ä\"", 0, State.DONE, 2, now, now.plusMillis(5), "{\"x\":\"ü\"}", null);
        log().record(lease, step("a", "first \"ä\"", 0, State.RUNNING));
        log().record(lease, second);
        log().record(lease, first);
        assertThat(log().steps("a")).containsExactly(first, second);
        assertThat(log().steps("unknown")).isEmpty();
    }

    @Test
    public void a_paused_operation_is_claimed_when_it_is_due() {
        file("a", "i1");
        Lease lease = claimed("a");
        log().pause(lease, OperationState.WAITING, clock.instant().plusSeconds(10), "the agent's reply", "an error");
        assertThat(found("a").state()).isEqualTo(OperationState.WAITING);
        assertThat(found("a").waitingFor()).isEqualTo("the agent's reply");
        assertThat(found("a").error()).isEqualTo("an error");
        assertThat(log().nextDue()).contains(clock.instant().plusSeconds(10));
        assertThat(claim("one")).isEmpty();
        clock.pass(Duration.ofSeconds(10));
        Lease again = claim("one").orElseThrow();
        assertThat(again.fence()).isGreaterThan(lease.fence());
        assertThat(again.operation().state()).isEqualTo(OperationState.RUNNING);
        assertThat(again.operation().error()).isEqualTo("an error");
        assertThat(again.operation().attempts()).isEqualTo(2);
    }

    @Test
    public void an_operation_being_undone_stays_so() {
        file("a", "i1");
        log().pause(claimed("a"), OperationState.UNDOING, clock.instant(), null, "It broke.");
        Lease lease = claimed("a");
        assertThat(lease.operation().state()).isEqualTo(OperationState.UNDOING);
        assertThat(lease.operation().error()).isEqualTo("It broke.");
        assertThat(found("a").state()).isEqualTo(OperationState.UNDOING);
    }

    @Test
    public void a_woken_operation_is_due_at_once() {
        file("a", "i1");
        log().pause(claimed("a"), OperationState.WAITING, clock.instant().plusSeconds(60), "a reply", null);
        log().wake("a", clock.instant());
        assertThat(claim("one")).isPresent();
    }

    @Test
    public void a_wake_during_a_run_is_not_lost() {
        file("a", "i1");
        Lease lease = claimed("a");
        log().wake("a", clock.instant());
        assertThat(claim("two")).isEmpty();
        log().pause(lease, OperationState.WAITING, clock.instant().plusSeconds(60), "a reply", null);
        Lease again = claimed("a");
        log().pause(again, OperationState.WAITING, clock.instant().plusSeconds(60), "a reply", null);
        assertThat(claim("one")).as("a wake counts once").isEmpty();
    }

    @Test
    public void waking_what_is_unknown_or_ended_changes_nothing() {
        file("a", "i1");
        log().end(claimed("a"), OperationState.DONE, clock.instant(), null);
        log().wake("a", clock.instant());
        log().wake("unknown", clock.instant());
        assertThat(claim("one")).isEmpty();
        assertThat(found("a").state()).isEqualTo(OperationState.DONE);
    }

    @Test
    public void an_ended_operation_keeps_its_error_and_loses_its_input_and_its_lease() {
        file("a", "i1");
        Lease lease = claimed("a");
        clock.pass(Duration.ofSeconds(2));
        log().end(lease, OperationState.FAILED, clock.instant(), "It broke. Mend it.");
        Operation operation = found("a");
        assertThat(operation.state()).isEqualTo(OperationState.FAILED);
        assertThat(operation.error()).isEqualTo("It broke. Mend it.");
        assertThat(operation.ended()).isEqualTo(clock.instant());
        assertThat(operation.input()).doesNotContain("p");
        assertLost(() -> log().renew(lease, clock.instant().plus(LEASE)));
        assertThat(log().nextDue()).isEmpty();
    }

    @Test
    public void filing_the_same_operation_twice_is_filing_it_once() {
        file("a", "i1");
        file("a", "i1");
        assertThat(claim("one")).isPresent();
        assertThat(claim("one")).isEmpty();
    }

    @Test
    public void a_busy_resource_refuses_until_its_operation_has_ended() {
        file("a", "i1", "i2");
        assertThatThrownBy(() -> file("b", "i2")).isInstanceOf(Busy.class);
        assertThat(find("b")).isEmpty();
        log().end(claimed("a"), OperationState.DONE, clock.instant(), null);
        file("b", "i2");
        assertThat(claimed("b").operation().resources()).containsExactly("i2");
    }

    @Test
    public void what_supersedes_a_running_operation_starts_when_its_runner_has_let_go() {
        file("a", "i1");
        Lease lease = claimed("a");
        file("b", WhenBusy.SUPERSEDE, "i1");
        assertThat(found("a").state()).isEqualTo(OperationState.CANCELLED);
        assertThat(claim("two")).as("the first runner may still act").isEmpty();
        assertLost(() -> log().record(lease, step("a", "late", 0, State.DONE)));
        assertLost(() -> log().renew(lease, clock.instant().plus(LEASE)));
        log().released(lease);
        assertThat(claim("two").orElseThrow().operation().id()).isEqualTo("b");
    }

    @Test
    public void what_supersedes_a_running_operation_starts_when_the_lease_has_run_out() {
        file("a", "i1");
        claimed("a");
        file("b", WhenBusy.SUPERSEDE, "i1");
        clock.pass(LEASE);
        assertThat(claim("two").orElseThrow().operation().id()).isEqualTo("b");
    }

    @Test
    public void what_supersedes_a_paused_operation_starts_at_once() {
        file("a", "i1");
        log().pause(claimed("a"), OperationState.WAITING, clock.instant().plusSeconds(60), "a reply", null);
        file("b", WhenBusy.SUPERSEDE, "i1");
        assertThat(claim("one").orElseThrow().operation().id()).isEqualTo("b");
        assertThat(found("a").state()).isEqualTo(OperationState.CANCELLED);
        assertThat(found("a").input()).doesNotContain("p");
    }

    @Test
    public void an_operation_that_holds_more_is_waited_for() {
        file("a", "i1", "i2");
        file("b", WhenBusy.SUPERSEDE, "i1");
        Lease lease = claimed("a");
        assertThat(claim("one")).isEmpty();
        log().wake("b", clock.instant());
        assertThat(claim("one")).isEmpty();
        assertThatThrownBy(() -> file("c", "i1")).isInstanceOf(Busy.class);
        log().end(lease, OperationState.DONE, clock.instant(), null);
        assertThat(claim("one").orElseThrow().operation().id()).isEqualTo("b");
    }

    @Test
    public void a_cancelled_operation_is_over() {
        file("a", "i1");
        Lease lease = claimed("a");
        cancel("i1");
        assertThat(found("a").state()).isEqualTo(OperationState.CANCELLED);
        assertThat(found("a").ended()).isNotNull();
        assertLost(() -> log().end(lease, OperationState.DONE, clock.instant(), null));
        log().released(lease);
        file("b", "i1");
        assertThat(claim("one").orElseThrow().operation().id()).isEqualTo("b");
    }
}
