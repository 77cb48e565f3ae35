package dev.coffer.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.NewOperation.WhenBusy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What runners do when they lose an operation, or give it away. */
final class LeaseTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @AutoClose
    private final Stage stage = new Stage();

    private final List<String> effects = new CopyOnWriteArrayList<>();
    private final CountDownLatch inside = new CountDownLatch(1);

    /** Blocks in its first run until it is interrupted. */
    private final Workflow blocking = steps -> {
        steps.step("one", () -> effects.add("one"));
        steps.step("block", () -> {
            if (inside.getCount() == 0) {
                effects.add("second time");
                return;
            }
            inside.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                effects.add("interrupted");
            }
        });
        steps.step("after", () -> effects.add("after"));
    };

    private Thread inBackground(Runner runner) throws InterruptedException {
        Thread thread = Thread.ofVirtual().start(runner::runDue);
        assertThat(inside.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return thread;
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        assertThat(thread.join(LIMIT)).isTrue();
    }

    private Operation awaitEnd(String id) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            Operation operation = stage.log.find(id).orElseThrow();
            if (operation.state().isEnd()) {
                return operation;
            }
            Thread.sleep(5);
        }
        throw new AssertionError(id + " did not end");
    }

    @Test
    void a_runner_that_lost_its_lease_is_interrupted_and_does_nothing_more() throws InterruptedException {
        stage.file("op", blocking);
        try (Runner slow = stage.newRunner(stage.log, "slow")) {
            Thread thread = inBackground(slow);
            stage.clock.pass(Duration.ofSeconds(16));
            assertThat(stage.go("op").state()).isEqualTo(OperationState.DONE);
            slow.beat();
            assertEnds(thread);
        }
        assertThat(effects).containsExactly("one", "second time", "after", "interrupted");
        assertThat(stage.steps("op")).containsExactly("one DONE", "block DONE", "after DONE");
    }

    @Test
    void a_runner_does_not_take_its_own_operation_for_abandoned_when_the_clock_jumps() throws InterruptedException {
        stage.file("op", blocking);
        try (Runner runner = stage.newRunner(stage.log, "one")) {
            Thread thread = inBackground(runner);
            stage.clock.pass(Duration.ofMinutes(1));
            assertThat(runner.runDue()).isFalse();
            assertThat(effects).containsExactly("one");
            runner.close();
            assertEnds(thread);
        }
    }

    @Test
    void a_heartbeat_keeps_the_lease() throws InterruptedException {
        stage.file("op", blocking);
        Thread thread;
        try (Runner runner = stage.newRunner(stage.log, "steady")) {
            thread = inBackground(runner);
            for (int i = 0; i < 5; i++) {
                stage.clock.pass(Duration.ofSeconds(14));
                runner.beat();
                assertThat(stage.go("op").attempts()).isEqualTo(1);
            }
        }
        assertEnds(thread);
    }

    @Test
    void a_runner_that_cannot_renew_its_lease_stops_when_it_runs_out() throws InterruptedException {
        stage.file("op", blocking);
        // writes: claim, begin and end of "one", begin of "block"
        try (Runner cut = stage.newRunner(new CrashingLog(stage.log, 5, false), "cut off")) {
            Thread thread = inBackground(cut);
            stage.clock.pass(Duration.ofSeconds(14));
            cut.beat();
            assertThat(effects).containsExactly("one");
            stage.clock.pass(Duration.ofSeconds(1));
            cut.beat();
            assertEnds(thread);
        }
        assertThat(effects).containsExactly("one", "interrupted");
    }

    @Test
    void a_superseded_operation_stops_and_the_one_that_superseded_it_starts_as_soon_as_it_let_go()
            throws InterruptedException {
        stage.file("op", blocking);
        stage.register("delete", steps -> steps.step("delete", () -> effects.add("delete")));
        try (Runner runner = stage.newRunner(stage.log, "busy")) {
            Thread thread = inBackground(runner);
            stage.file("delete", "op", WhenBusy.SUPERSEDE);
            assertThat(stage.go("delete").state())
                    .as("the first one's body may still act")
                    .isEqualTo(OperationState.QUEUED);
            runner.beat();
            assertEnds(thread);
        }
        assertThat(stage.go("delete").state()).isEqualTo(OperationState.DONE);
        assertThat(effects).containsExactly("one", "interrupted", "delete");
        assertThat(stage.log.find("op").orElseThrow().state()).isEqualTo(OperationState.CANCELLED);
    }

    @Test
    void a_closing_runner_hands_its_operations_over_at_once() throws InterruptedException {
        stage.file("op", blocking);
        Runner closing = stage.newRunner(stage.log, "closing");
        closing.start();
        assertThat(inside.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        closing.close();
        assertThat(effects).containsExactly("one", "interrupted");
        assertThat(stage.log.find("op").orElseThrow().state()).isEqualTo(OperationState.RUNNING);
        assertThat(stage.go("op").state()).isEqualTo(OperationState.DONE);
        assertThat(effects).containsExactly("one", "interrupted", "second time", "after");
    }

    @Test
    void a_body_that_hangs_is_interrupted_at_the_deadline() throws InterruptedException {
        stage.file("op", blocking);
        try (Runner runner = stage.newRunner(stage.log, "hanging")) {
            Thread thread = inBackground(runner);
            stage.clock.pass(Stage.TIME_LIMIT);
            runner.beat();
            assertEnds(thread);
        }
        assertThat(stage.go("op").state()).isEqualTo(OperationState.FAILED);
        assertThat(stage.log.find("op").orElseThrow().error()).contains("in the step \"block\"");
    }

    @Test
    void a_started_runner_finds_what_is_filed_later() throws InterruptedException {
        try (Runner runner = stage.newRunner(stage.log, "started")) {
            runner.start();
            stage.file("op", steps -> steps.step("one", () -> effects.add("one")));
            runner.nudge();
            assertThat(awaitEnd("op").state()).isEqualTo(OperationState.DONE);
        }
        assertThat(effects).containsExactly("one");
    }
}
