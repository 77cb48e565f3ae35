package dev.coffer.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class UndoingTest {
    @AutoClose
    private final Stage stage = new Stage();

    private final List<String> effects = new ArrayList<>();

    private Steps.Effect effect(String name) {
        return () -> effects.add(name);
    }

    private Steps.Effect failing(String sentence) {
        return () -> {
            throw new PermanentFailure(sentence);
        };
    }

    @Test
    void a_permanent_failure_undoes_what_was_started_in_reverse() {
        Operation end = stage.play(steps -> {
            steps.step("address", effect("address"), effect("release address"));
            steps.onFailure("server", effect("delete server"));
            steps.step("server", String.class, () -> "s1");
            steps.step("plain", effect("plain"));
            steps.step("start", failing("It does not start. Look at it."), effect("stop"));
            steps.step("never", effect("never"), effect("undo never"));
        });
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).isEqualTo("It does not start. Look at it.");
        assertThat(effects).containsExactly("address", "plain", "stop", "delete server", "release address");
        assertThat(stage.steps("op"))
                .containsExactly(
                        "address DONE",
                        "server DONE",
                        "plain DONE",
                        "start FAILED",
                        "undo: start DONE",
                        "undo: server DONE",
                        "undo: address DONE",
                        "report failure DONE");
    }

    @Test
    void a_permanent_failure_between_steps_is_undone_too() {
        Operation end = stage.play(steps -> {
            steps.step("address", effect("address"), effect("release address"));
            throw new PermanentFailure("No.");
        });
        assertThat(end.error()).isEqualTo("No.");
        assertThat(effects).containsExactly("address", "release address");
    }

    @Test
    void a_wait_in_vain_is_undone() {
        stage.play(steps -> {
            steps.onFailure("reply", effect("withdraw"));
            steps.await("reply", Boolean.class, Duration.ofSeconds(5), Optional::empty);
        });
        stage.goToTheEnd("op");
        assertThat(effects).containsExactly("withdraw");
    }

    @Test
    void a_deadline_undoes_a_step_that_never_ended() {
        stage.play(steps -> steps.step(
                "start",
                () -> {
                    throw new IllegalStateException("not now");
                },
                effect("stop")));
        assertThat(stage.goToTheEnd("op").state()).isEqualTo(OperationState.FAILED);
        assertThat(effects).containsExactly("stop");
    }

    @Test
    void an_undo_that_fails_is_tried_again_and_keeps_the_first_failure_in_sight() {
        AtomicInteger failures = new AtomicInteger(3);
        Operation undoing = stage.play(steps -> {
            steps.step("first", effect("first"), effect("undo first"));
            steps.step("second", failing("Broken."), () -> {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("busy");
                }
            });
        });
        assertThat(undoing.state()).isEqualTo(OperationState.UNDOING);
        assertThat(undoing.error()).isEqualTo("Broken.");
        assertThat(stage.step("op", "undo: second").error()).isEqualTo("busy");
        assertThat(effects).containsExactly("first");
        Operation end = stage.goToTheEnd("op");
        assertThat(end.error()).isEqualTo("Broken.");
        assertThat(stage.step("op", "undo: second").attempts()).isEqualTo(4);
        assertThat(effects).containsExactly("first", "undo first");
    }

    @Test
    void an_undo_that_keeps_failing_is_given_up_and_said() {
        Instant before = stage.clock.instant();
        stage.play(steps -> {
            steps.step("first", effect("first"), effect("undo first"));
            steps.step("second", failing("Broken."), () -> {
                throw new IllegalStateException("The disk is gone.");
            });
        });
        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).isEqualTo("Broken. \"undo: second\" was given up: The disk is gone.");
        assertThat(effects).containsExactly("first", "undo first");
        assertThat(Duration.between(before, stage.clock.instant()))
                .isBetween(Undoing.PATIENCE, Undoing.PATIENCE.plusSeconds(5));
    }

    @Test
    void the_workflow_says_its_failure_once_after_the_undos() {
        AtomicInteger failures = new AtomicInteger(1);
        stage.play(new Workflow() {
            @Override
            public void run(Steps steps) {
                steps.step("one", failing("Broken."), effect("undo one"));
            }

            @Override
            public void failed(Steps steps, String sentence) {
                steps.step("tell the tenant", effect("told " + sentence));
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("The store is away.");
                }
            }
        });
        stage.goToTheEnd("op");
        assertThat(effects).containsExactly("undo one", "told Broken.");
        assertThat(stage.step("op", "report failure").attempts()).isEqualTo(2);
    }

    @Test
    void a_failure_that_cannot_be_said_does_not_hold_the_operation_for_ever() {
        stage.play(new Workflow() {
            @Override
            public void run(Steps steps) {
                throw new PermanentFailure("Broken.");
            }

            @Override
            public void failed(Steps steps, String sentence) {
                steps.step("tell the tenant", () -> {
                    throw new IllegalStateException("no");
                });
            }
        });
        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        assertThat(end.error()).startsWith("Broken. \"report failure\" was given up");
    }

    @Test
    void a_caught_permanent_failure_lets_the_workflow_take_another_way() {
        Operation end = stage.play(steps -> {
            try {
                steps.step("fast way", failing("no"));
            } catch (PermanentFailure e) {
                steps.step("slow way", effect("slow " + e.getMessage()));
            }
        });
        assertThat(end.state()).isEqualTo(OperationState.DONE);
        assertThat(effects).containsExactly("slow no");
    }

    @Test
    void a_result_that_cannot_be_read_any_more_fails_for_good_and_is_undone() {
        AtomicInteger runs = new AtomicInteger();
        stage.play(steps -> {
            steps.onFailure("one", effect("undo one"));
            if (runs.getAndIncrement() == 0) {
                steps.step("one", String.class, () -> "hunter2");
            } else {
                steps.step("one", Integer.class, () -> 1);
            }
            steps.await("reply", Boolean.class, Duration.ofMinutes(1), Optional::empty);
        });
        Operation end = stage.goToTheEnd("op");
        assertThat(end.error()).contains("\"one\" cannot be read as Integer").doesNotContain("hunter2");
        assertThat(effects).containsExactly("undo one");
    }

    @Test
    void undos_are_found_although_a_step_was_put_before_them_since() {
        AtomicInteger runs = new AtomicInteger();
        stage.play(steps -> {
            if (runs.getAndIncrement() > 0) {
                steps.step("new in this release", effect("new"));
            }
            steps.step("old", effect("old"), effect("undo old"));
            throw new PermanentFailure("Broken.");
        });
        stage.goToTheEnd("op");
        assertThat(effects).containsExactly("old", "undo old");
    }
}
