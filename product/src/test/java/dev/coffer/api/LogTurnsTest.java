package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.LogKind;
import dev.coffer.fault.Fault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LogTurnsTest {
    private final LogTurns turns = new LogTurns(Duration.ofMillis(50));
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private static LogPlace log(String instance) {
        return new LogPlace("p", instance, "mysql", new LogKind("general", true));
    }

    private Future<?> holdByASlowAgent(String instance) throws InterruptedException {
        Future<?> holding = threads.submit(() -> turns.take(log(instance), () -> {
            begun.countDown();
            await(answered);
        }));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        return holding;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_slow_agent_keeps_nobody_from_the_log_of_another_instance() throws ExecutionException, InterruptedException {
        Future<?> holding = holdByASlowAgent("captured");
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            turns.take(log("i-" + i), done::incrementAndGet);
        }
        assertThat(done).hasValue(1_000);
        assertThat(turns.size()).isEqualTo(1);
        answered.countDown();
        holding.get();
        assertThat(turns.size()).isZero();
    }

    @Test
    void whoever_waits_too_long_for_the_same_log_is_told_to_try_again()
            throws ExecutionException, InterruptedException {
        Future<?> holding = holdByASlowAgent("i");
        assertThatThrownBy(() -> turns.take(log("i"), () -> {
                    throw new AssertionError("not its turn");
                }))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Try again");
        answered.countDown();
        holding.get();
        AtomicInteger done = new AtomicInteger();
        turns.take(log("i"), done::incrementAndGet);
        assertThat(done).hasValue(1);
        assertThat(turns.size()).isZero();
    }
}
