package dev.coffer.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

final class RunnerTest {
    @AutoClose
    private final Stage stage = new Stage();

    private final List<String> effects = new ArrayList<>();

    private Steps.Effect effect(String name) {
        return () -> effects.add(name);
    }

    @Test
    void steps_run_in_order_and_end_the_operation() {
        Operation end = stage.play(steps -> {
            steps.step("one", effect("one"));
            steps.step("two", effect("two"));
        });
        assertThat(end.state()).isEqualTo(OperationState.DONE);
        assertThat(end.error()).isNull();
        assertThat(effects).containsExactly("one", "two");
        assertThat(stage.steps("op")).containsExactly("one DONE", "two DONE");
    }

    record Place(String address, int port, Instant since, Optional<String> note) {}

    @Test
    void results_are_stored_as_json_and_come_back_from_it() {
        Place place = new Place("127.64.0.1", 3306, Instant.parse("2026-03-01T00:00:00Z"), Optional.empty());
        List<Place> seen = new ArrayList<>();
        stage.play(steps -> {
            seen.add(steps.step("allocate", Place.class, () -> place));
            steps.await(
                    "pause",
                    Boolean.class,
                    Duration.ofMinutes(1),
                    () -> Optional.of(true).filter(_ -> seen.size() > 1));
        });
        stage.clock.pass(Duration.ofSeconds(1));
        stage.go("op");
        assertThat(seen).containsExactly(place, place);
        assertThat(stage.step("op", "allocate").result()).contains("\"127.64.0.1\"");
    }

    @Test
    void a_step_that_ended_is_not_run_again_by_the_next_runner() {
        AtomicInteger failures = new AtomicInteger(1);
        Workflow workflow = steps -> {
            steps.step("one", effect("one"));
            steps.step("two", () -> {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("not yet");
                }
            });
        };
        stage.play(workflow);
        stage.restartRunner();
        assertThat(stage.goToTheEnd("op").state()).isEqualTo(OperationState.DONE);
        assertThat(effects).containsExactly("one");
    }

    @Test
    void a_failure_is_seen_and_tried_again_after_a_pause_that_holds_no_thread() {
        AtomicInteger failures = new AtomicInteger(2);
        Operation paused = stage.play(steps -> steps.step("one", () -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("The disk is busy.");
            }
        }));
        assertThat(paused.state()).isEqualTo(OperationState.RUNNING);
        assertThat(paused.error()).isEqualTo("one: The disk is busy.");
        assertThat(stage.step("op", "one").error()).isEqualTo("The disk is busy.");
        assertThat(stage.log.nextDue()).contains(stage.clock.instant().plusSeconds(2));

        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(OperationState.DONE);
        assertThat(end.error()).isNull();
        assertThat(stage.step("op", "one").attempts()).isEqualTo(3);
        assertThat(stage.step("op", "one").error()).isNull();
    }

    @Test
    void even_an_error_is_tried_again() {
        AtomicInteger failures = new AtomicInteger(1);
        stage.play(steps -> steps.step("one", () -> {
            if (failures.getAndDecrement() > 0) {
                throw new StackOverflowError();
            }
        }));
        assertThat(stage.goToTheEnd("op").state()).isEqualTo(OperationState.DONE);
    }

    @Test
    void a_failure_between_steps_is_tried_again() {
        AtomicInteger failures = new AtomicInteger(1);
        Operation paused = stage.play(steps -> {
            steps.step("one", effect("one"));
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("The store is away.");
            }
        });
        assertThat(paused.state()).isEqualTo(OperationState.RUNNING);
        assertThat(paused.error()).isEqualTo("The store is away.");
        assertThat(stage.goToTheEnd("op").state()).isEqualTo(OperationState.DONE);
        assertThat(effects).containsExactly("one");
    }

    @Test
    void two_steps_of_one_name_are_a_defect_and_fail_for_good() {
        Operation end = stage.play(steps -> {
            steps.step("same", effect("one"));
            steps.step("same", effect("two"));
        });
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).contains("Two steps are named \"same\"");
        assertThat(effects).containsExactly("one");
    }

    @Test
    void a_step_inside_a_step_is_a_defect_and_fails_for_good() {
        Operation end = stage.play(steps -> steps.step("outer", () -> steps.step("inner", effect("inner"))));
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).contains("\"inner\" is inside another step");
        assertThat(effects).isEmpty();
    }

    @Test
    void waiting_holds_no_thread_and_says_what_for() {
        List<Integer> replies = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        Operation waiting = stage.play(steps -> {
            int reply = steps.await("the reply", Integer.class, Duration.ofMinutes(5), () -> {
                effects.add("poll");
                return replies.stream().findFirst();
            });
            seen.add(reply);
        });
        assertThat(waiting.state()).isEqualTo(OperationState.WAITING);
        assertThat(waiting.waitingFor()).isEqualTo("the reply");
        assertThat(stage.steps("op")).containsExactly("the reply WAITING");
        replies.add(42);
        assertThat(stage.go("op").state()).isEqualTo(OperationState.WAITING);
        stage.log.wake("op", stage.clock.instant());
        assertThat(stage.go("op").state()).isEqualTo(OperationState.DONE);
        assertThat(effects).containsExactly("poll", "poll");
        assertThat(seen).containsExactly(42);
    }

    @Test
    void what_is_waited_for_is_asked_from_time_to_time_without_being_woken() {
        AtomicInteger polls = new AtomicInteger();
        stage.play(steps -> steps.await(
                "ready",
                Boolean.class,
                Duration.ofMinutes(5),
                () -> Optional.of(true).filter(_ -> polls.incrementAndGet() > 20)));
        Instant before = stage.clock.instant();
        assertThat(stage.goToTheEnd("op").state()).isEqualTo(OperationState.DONE);
        assertThat(Duration.between(before, stage.clock.instant()))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(100));
    }

    @Test
    void patience_counts_from_the_first_poll_and_running_out_of_it_fails_for_good() {
        Instant before = stage.clock.instant();
        stage.play(steps -> steps.await("the agent", Boolean.class, Duration.ofSeconds(30), Optional::empty));
        stage.restartRunner();
        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).contains("\"the agent\" took longer than 30 seconds");
        assertThat(stage.clock.instant()).isEqualTo(before.plusSeconds(30));
    }

    @Test
    void a_poll_that_fails_is_tried_again_while_there_is_patience() {
        AtomicInteger polls = new AtomicInteger();
        Operation waiting = stage.play(steps -> steps.await("reply", Boolean.class, Duration.ofSeconds(30), () -> {
            polls.incrementAndGet();
            throw new IllegalStateException("No connection.");
        }));
        assertThat(waiting.error()).isEqualTo("reply: No connection.");
        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).contains("No connection.");
        assertThat(polls.get()).isGreaterThan(10);
    }

    @Test
    void a_workflow_cannot_swallow_its_suspension() {
        AtomicInteger answers = new AtomicInteger();
        Workflow workflow = steps -> {
            try {
                steps.await(
                        "reply",
                        Boolean.class,
                        Duration.ofMinutes(1),
                        () -> Optional.of(true).filter(_ -> answers.get() > 0));
            } catch (Throwable _) {
                effects.add("swallowed");
            }
            try {
                steps.step("after", effect("after"));
            } catch (Throwable _) {
                effects.add("swallowed too");
            }
        };
        assertThat(stage.play(workflow).state()).isEqualTo(OperationState.WAITING);
        assertThat(effects).containsExactly("swallowed", "swallowed too");
        answers.set(1);
        assertThat(stage.goToTheEnd("op").state()).isEqualTo(OperationState.DONE);
        assertThat(effects).endsWith("after");
    }

    @Test
    void a_deadline_that_passes_while_waiting_fails_the_operation_at_once() {
        Instant before = stage.clock.instant();
        stage.play(steps -> steps.await("reply", Boolean.class, Duration.ofDays(1), Optional::empty));
        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).contains("was not done by its deadline").contains("in the step \"reply\"");
        assertThat(stage.clock.instant()).isEqualTo(before.plus(Stage.TIME_LIMIT));
    }

    @Test
    void a_deadline_that_passes_while_retrying_names_the_last_error() {
        stage.play(steps -> steps.step("start", () -> {
            throw new IllegalStateException("No space is left.");
        }));
        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).contains("in the step \"start\"").contains("No space is left.");
        assertThat(end.ended()).isEqualTo(end.deadline());
    }

    @Test
    void no_step_starts_after_the_deadline() {
        Operation end = stage.play(steps -> {
            steps.step("long", () -> stage.clock.pass(Stage.TIME_LIMIT));
            steps.step("after", effect("after"));
        });
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(effects).isEmpty();
    }

    @Test
    void an_unknown_kind_or_unreadable_input_fails_with_a_sentence_that_does_not_quote_it() {
        stage.file("strange", "i1", NewOperation.WhenBusy.REFUSE);
        Operation end = stage.go("strange");
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).contains("strange").contains("Ask for it again").doesNotContain("secret");
    }

    @Test
    void every_line_logged_by_an_operation_carries_its_id_and_subject() {
        stage.play(steps -> steps.step("one", () -> effects.add(MDC.get("operation") + " " + MDC.get("instance"))));
        assertThat(effects).containsExactly("op op");
        assertThat(MDC.get("operation")).isNull();
    }

    @Test
    void pauses_between_attempts_grow_to_a_longest_one() {
        Retry retry = new Retry.ExponentialBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), new Random(7));
        for (int attempts = 1; attempts < 1000; attempts++) {
            long longest = Math.min(30_000, 500L << Math.min(attempts - 1, 10));
            assertThat(retry.pause(attempts).toMillis()).isBetween(longest / 2, longest);
        }
    }
}
