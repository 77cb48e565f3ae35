package dev.coffer.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.NewOperation.WhenBusy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several runners over one log, in real time. */
final class RunnersTogetherTest {
    private static final int OPERATIONS = 1_000;
    private static final int STEPS = 5;
    private static final int RUNNERS = 4;

    private final InstantSource clock = InstantSource.system();
    private final InMemoryLog log = new InMemoryLog(clock);
    private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
    private final AtomicInteger overlaps = new AtomicInteger();

    private void work(Steps steps) {
        String id = steps.operation().id();
        AtomicInteger here = inside.computeIfAbsent(id, _ -> new AtomicInteger());
        if (here.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
        }
        try {
            for (int i = 0; i < STEPS - 1; i++) {
                steps.step("step " + i, () -> effect(id));
            }
            steps.await(
                    "again",
                    Boolean.class,
                    Duration.ofMinutes(1),
                    () -> Optional.of(true).filter(_ -> effect(id) > STEPS));
        } finally {
            here.decrementAndGet();
        }
    }

    private int effect(String id) {
        return effects.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
    }

    @Test
    void a_thousand_operations_of_five_steps_end_and_none_is_run_twice_at_the_same_time() throws InterruptedException {
        for (int i = 0; i < OPERATIONS; i++) {
            log.file(new NewOperation(
                    "op-" + i,
                    "work",
                    "project",
                    List.of("instance-" + i),
                    "{}",
                    clock.instant().plusSeconds(300),
                    WhenBusy.REFUSE));
        }
        List<Runner> runners = new ArrayList<>();
        try {
            for (int i = 0; i < RUNNERS; i++) {
                Runner runner = new Runner(log, (_, _) -> this::work, clock, "runner " + i, new Unobserved());
                runners.add(runner);
                runner.start();
            }
            awaitAllEnded();
        } finally {
            runners.forEach(Runner::close);
        }
        assertThat(log.operations()).extracting(Operation::state).containsOnly(OperationState.DONE);
        assertThat(overlaps).hasValue(0);
        assertThat(effects.values()).extracting(AtomicInteger::get).containsOnly(STEPS + 1);
    }

    private void awaitAllEnded() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!log.operations().stream()
                .allMatch(operation -> operation.state().isEnd())) {
            assertThat(System.nanoTime()).as("operations did not end in time").isLessThan(end);
            Thread.sleep(10);
        }
    }
}
