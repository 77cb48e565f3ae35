package dev.coffer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.policy.RateLimits.Rates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private Instant now = Instant.parse("2026-11-22T22:10:49Z");

    private RateLimits limits(int post, int put, int get, int manage) {
        return new RateLimits(new Rates(post, put, 1_000, get, manage), () -> now);
    }

    @Test
    void a_minutes_worth_may_be_used_at_once_and_comes_back_bit_by_bit() {
        RateLimits limits = limits(-1, -1, 3, -1);
        for (int i = 0; i < 3; i++) {
            assertThat(limits.count("p", "GET", false)).isEmpty();
        }
        RateLimits.Excess excess = limits.count("p", "GET", false).orElseThrow();
        assertThat(excess.pause()).isEqualTo(Duration.ofSeconds(20));
        assertThat(excess.limit().value()).isEqualTo(3);

        now = now.plusSeconds(19);
        assertThat(limits.count("p", "GET", false)).isPresent();
        now = now.plusSeconds(1);
        assertThat(limits.count("p", "GET", false)).isEmpty();
        assertThat(limits.count("p", "GET", false)).isPresent();
        now = now.plusSeconds(600);
        for (int i = 0; i < 3; i++) {
            assertThat(limits.count("p", "GET", false)).isEmpty();
        }
        assertThat(limits.count("p", "GET", false)).isPresent();
    }

    @Test
    void projects_and_verbs_do_not_count_for_one_another() {
        RateLimits limits = limits(1, 1, 1, -1);
        assertThat(limits.count("p", "GET", false)).isEmpty();
        assertThat(limits.count("q", "GET", false)).isEmpty();
        assertThat(limits.count("p", "POST", false)).isEmpty();
        assertThat(limits.count("p", "HEAD", false)).as("as GET").isPresent();
        assertThat(limits.count("p", "PUT", false)).isEmpty();
        assertThat(limits.count("p", "PATCH", false)).as("as PUT").isPresent();
    }

    @Test
    void a_post_in_the_management_tree_keeps_to_both_its_limits() {
        RateLimits limits = limits(10, -1, -1, 1);
        assertThat(limits.count("p", "POST", true)).isEmpty();
        assertThat(limits.count("p", "POST", true).orElseThrow().limit().uri()).isEqualTo("*/mgmt");
        assertThat(limits.count("p", "POST", false)).isEmpty();
    }

    @Test
    void what_remains_is_told() {
        RateLimits limits = limits(200, -1, 2, -1);
        assertThat(limits.count("p", "GET", false)).isEmpty();
        assertThat(limits.states("p"))
                .filteredOn(state -> state.limit().verb().equals("GET"))
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.remaining()).isEqualTo(1);
                    assertThat(state.nextAvailable()).isEqualTo(now);
                });
        assertThat(limits.count("p", "GET", false)).isEmpty();
        assertThat(limits.states("p"))
                .filteredOn(state -> state.limit().verb().equals("GET"))
                .singleElement()
                .satisfies(state -> {
                    assertThat(state.remaining()).isZero();
                    assertThat(state.nextAvailable()).isEqualTo(now.plusSeconds(30));
                });
        assertThat(limits.states("q"))
                .allSatisfy(state ->
                        assertThat(state.remaining()).isEqualTo(state.limit().value()));
    }

    @Test
    void without_rates_nothing_is_counted_or_told() {
        RateLimits limits = new RateLimits(Rates.NONE, () -> now);
        for (int i = 0; i < 10_000; i++) {
            assertThat(limits.count("p", "GET", false)).isEmpty();
        }
        assertThat(limits.states("p")).isEmpty();
    }

    @Test
    void of_many_threads_exactly_as_many_requests_pass_as_may() throws ExecutionException, InterruptedException {
        RateLimits limits = limits(1_000, -1, -1, -1);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Long>> passed = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                passed.add(threads.submit(() -> java.util.stream.IntStream.range(0, 500)
                        .mapToObj(_ -> limits.count("p", "POST", false))
                        .filter(Optional::isEmpty)
                        .count()));
            }
            long all = 0;
            for (Future<Long> each : passed) {
                all += each.get();
            }
            assertThat(all).isEqualTo(1_000);
        }
    }
}
