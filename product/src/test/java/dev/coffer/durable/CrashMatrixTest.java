package dev.coffer.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.CrashingLog.Crash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Kills the runner before and after every write it makes, also its successor, and lets a third one finish. */
final class CrashMatrixTest {

    /** What the effects have done; doing them twice is doing them once. */
    private static final class World implements Workflow {
        private final Set<String> things = new TreeSet<>();
        private final List<String> told = new ArrayList<>();
        private final boolean fails;
        private int polls;
        private boolean wasTried;

        World(boolean fails) {
            this.fails = fails;
        }

        @Override
        public void run(Steps steps) {
            steps.onFailure("address", () -> things.remove("address"));
            String address = steps.step("address", String.class, () -> {
                things.add("address");
                return "127.64.0.1";
            });
            steps.step("server", () -> make("server on " + address), () -> things.remove("server on " + address));
            boolean ready = steps.await(
                    "ready",
                    Boolean.class,
                    Duration.ofMinutes(1),
                    () -> Optional.of(true).filter(_ -> ++polls > 2));
            steps.step("users", () -> things.add("users " + ready), () -> things.remove("users " + ready));
            if (fails) {
                steps.step(
                        "start",
                        () -> {
                            things.add("started");
                            throw new PermanentFailure("It does not start.");
                        },
                        () -> things.remove("started"));
            }
        }

        private void make(String thing) {
            things.add(thing);
            if (!wasTried) {
                wasTried = true;
                throw new IllegalStateException("not at once");
            }
        }

        @Override
        public void failed(Steps steps, String sentence) {
            steps.step("tell", () -> told.add(sentence));
        }
    }

    private static List<String> finish(Stage stage, World world) {
        stage.clock.pass(Duration.ofSeconds(15));
        Operation end = stage.goToTheEnd("op");
        assertThat(end.state()).isEqualTo(world.fails ? OperationState.FAILED : OperationState.DONE);
        assertThat(end.error()).isEqualTo(world.fails ? "It does not start." : null);
        assertThat(stage.log.steps("op")).extracting(StepRecord::name).doesNotHaveDuplicates();
        assertThat(stage.log.steps("op")).extracting(StepRecord::sequence).doesNotHaveDuplicates();
        assertThat(Set.copyOf(world.told)).hasSize(world.fails ? 1 : 0);
        return stage.steps("op");
    }

    /** Lets a runner go until its log dies; false when it did not. */
    private static boolean dies(Stage stage, int write, boolean written) {
        CrashingLog log = new CrashingLog(stage.log, write, written);
        try (Runner runner = stage.newRunner(log, "mortal " + write)) {
            while (!stage.log.find("op").orElseThrow().state().isEnd()) {
                while (runner.runDue()) {
                    // each call runs one
                }
                stage.clock.moveTo(stage.log.nextDue().orElse(stage.clock.instant()));
            }
        } catch (Crash e) {
            return true;
        }
        return log.hasCrashed();
    }

    private static int crashEverywhere(boolean fails) {
        List<String> undisturbed = undisturbed(fails);
        int crashes = 0;
        for (int first = 1; first < 100; first++) {
            for (int second = 0; second < 100; second++) {
                World world = new World(fails);
                try (Stage stage = new Stage()) {
                    stage.file("op", world);
                    boolean died = dies(stage, first, second % 2 == 0);
                    boolean diedAgain = second > 0 && died && dies(stage, second, first % 2 == 0);
                    assertThat(finish(stage, world))
                            .as("killed at write %d, then at %d", first, second)
                            .isEqualTo(undisturbed);
                    assertThat(world.things)
                            .isEqualTo(fails ? Set.of() : Set.of("address", "server on 127.64.0.1", "users true"));
                    if (!died) {
                        return crashes;
                    }
                    crashes++;
                    if (second > 0 && !diedAgain) {
                        break;
                    }
                }
            }
        }
        throw new AssertionError("more writes than expected");
    }

    private static List<String> undisturbed(boolean fails) {
        World world = new World(fails);
        try (Stage stage = new Stage()) {
            stage.file("op", world);
            return finish(stage, world);
        }
    }

    @Test
    void an_operation_ends_the_same_wherever_its_runners_are_killed() {
        assertThat(crashEverywhere(false)).isGreaterThan(100);
    }

    @Test
    void a_failing_operation_is_undone_the_same_wherever_its_runners_are_killed() {
        assertThat(crashEverywhere(true)).isGreaterThan(300);
    }
}
