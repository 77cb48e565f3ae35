package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.bus.Wire;
import dev.coffer.engine.EngineFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Driven by hand, one look at a time. */
final class SupervisorTest {
    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final FakeServer server = new FakeServer();
    private final AtomicInteger reports = new AtomicInteger();
    private AgentState state;
    private Supervisor supervisor;

    @BeforeEach
    void open() throws Exception {
        state = new AgentState(directory.resolve("state.json"), Wire.strict());
        supervisor = new Supervisor(server, state, now::get, new ReentrantLock(), reports::incrementAndGet);
        server.initialise();
    }

    private void lookAfter(Duration pause) throws InterruptedException {
        now.set(now.get().plus(pause));
        supervisor.look();
    }

    @Test
    void nothing_is_started_that_nobody_ordered() throws InterruptedException {
        supervisor.look();

        assertThat(server.count("start")).isZero();
    }

    @Test
    void a_running_engine_is_adopted_once() throws IOException, InterruptedException {
        server.start();
        state.desire(AgentState.Desired.RUNNING);

        supervisor.look();
        lookAfter(Duration.ofSeconds(1));

        assertThat(server.count("start")).isEqualTo(2);
        assertThat(reports).as("that it serves is told at once").hasValue(1);
    }

    @Test
    void one_that_does_not_start_is_tried_less_and_less_often_and_why_is_told()
            throws IOException, InterruptedException {
        state.desire(AgentState.Desired.RUNNING);
        server.failStarts(new EngineFailure(EngineFailure.Kind.BROKEN, "It is broken."));

        for (int second = 0; second < 600; second++) {
            lookAfter(Duration.ofSeconds(1));
        }

        assertThat(server.count("start")).isBetween(10L, 20L);
        assertThat(supervisor.problem()).contains("The engine does not start: It is broken.");
    }

    @Test
    void one_that_crashed_after_a_long_time_is_started_at_once() throws IOException, InterruptedException {
        state.desire(AgentState.Desired.RUNNING);
        supervisor.look();
        for (int minute = 0; minute < 5; minute++) {
            lookAfter(Duration.ofMinutes(1));
        }
        server.crash();

        lookAfter(Duration.ofSeconds(1));

        assertThat(server.isRunning()).isTrue();
        assertThat(supervisor.problem()).isEmpty();
    }

    @Test
    void one_that_was_stopped_stays_stopped() throws IOException, InterruptedException {
        state.desire(AgentState.Desired.RUNNING);
        supervisor.look();
        state.desire(AgentState.Desired.STOPPED);
        server.stop();

        lookAfter(Duration.ofHours(1));

        assertThat(server.isRunning()).isFalse();
    }

    @Test
    void the_highest_term_and_what_is_desired_outlive_the_agent() throws Exception {
        state.raise(7);
        state.raise(3);
        state.desire(AgentState.Desired.STOPPED);

        AgentState next = new AgentState(directory.resolve("state.json"), Wire.strict());

        assertThat(next.term()).isEqualTo(7);
        assertThat(next.desired()).isEqualTo(AgentState.Desired.STOPPED);
    }
}
