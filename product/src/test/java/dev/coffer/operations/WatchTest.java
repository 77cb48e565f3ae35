package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.OperationState;
import dev.coffer.store.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the watch notes, against a real store and simulated guests. */
class WatchTest {
    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void one_instance() {
        bench = new Bench(directory.resolve("coffer.db"));
        bench.instance("a", null);
        bench.guests.add("a", true, 10, null);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<Problems.Listing> problems() {
        return bench.store.read(tx -> tx.problems().all());
    }

    @Test
    void a_problem_is_noted_since_it_began_and_until_it_is_over() {
        bench.guests.guest("a").running = false;
        bench.look();
        List<Problems.Listing> began = problems();
        assertThat(began).extracting(noted -> noted.key().code()).containsExactly("AGENT_DOWN");
        assertThat(began.getFirst().instanceName()).isEqualTo("a");

        bench.pass(Duration.ofSeconds(3));
        bench.look();
        assertThat(problems()).isEqualTo(began);

        bench.turn();
        assertThat(bench.guests.guest("a").running).isTrue();
        bench.look();
        assertThat(problems()).isEmpty();
    }

    @Test
    void operations_that_ended_long_ago_are_forgotten() {
        bench.file(new RestartInstance("a"), List.of("a"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        Retention retention = new Retention(bench.store, Duration.ofDays(90), bench.clock);
        bench.pass(Duration.ofDays(89));
        assertThat(retention.sweep()).isZero();
        bench.pass(Duration.ofDays(2));
        assertThat(retention.sweep()).isEqualTo(1);
        assertThat(retention.sweep()).isZero();
    }
}
