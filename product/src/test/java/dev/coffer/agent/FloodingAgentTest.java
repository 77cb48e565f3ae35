package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.Wire;
import dev.coffer.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent in hostile hands can do to the others by doing much of it. */
final class FloodingAgentTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private ControlPlaneSide side;

    @BeforeEach
    void open() throws Exception {
        side = new ControlPlaneSide(directory);
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void a_flood_is_throttled_and_others_do_not_notice() throws Exception {
        Guest good = side.connected();
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            side.file(guest, "op/last");
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1500; i++) {
                        raw.send(Envelope.Type.RECEIVED, "none/" + i, "");
                    }
                    raw.send(Envelope.Type.REPLY, "op/last", Wire.strict().write(new Result.Done()));
                } catch (InterruptedException | ExecutionException | TimeoutException e) {
                    // The test has ended first.
                }
            });
            long begin = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                assertThat(side.agents().ask(good.id, new Command.MostAdvanced(List.of("1")), LONG))
                        .isEqualTo(new Result.Choice(0));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
            assertThat(side.store
                            .read(tx -> tx.outbox().find("op/last"))
                            .orElseThrow()
                            .reply())
                    .isNull();
            raw.close();
            assertThat(flood.join(LONG)).isTrue();
        }
    }

    @Test
    void an_agent_that_never_answers_is_asked_so_many_questions_and_no_more() throws Exception {
        Guest guest = side.connected();
        Guest good = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            List<Thread> asking = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                asking.add(Thread.ofVirtual().start(() -> askInVain(guest)));
            }
            ControlPlaneSide.await(
                    "all are asked",
                    () -> raw.received.stream().map(Envelope::id).distinct().count() == 32);

            assertThatThrownBy(() -> side.agents().ask(guest.id, new Command.ListUsers(), LONG))
                    .hasMessageContaining("wait for the agent");
            assertThat(side.agents().ask(good.id, new Command.MostAdvanced(List.of("1")), LONG))
                    .isEqualTo(new Result.Choice(0));
            for (Thread thread : asking) {
                assertThat(thread.join(LONG)).isTrue();
            }
        }
    }

    private void askInVain(Guest guest) {
        try {
            side.agents().ask(guest.id, new Command.ListUsers(), Duration.ofSeconds(8));
        } catch (Fault expected) {
            assertThat(expected).hasMessageContaining("does not answer");
        }
    }
}
