package dev.coffer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ForwardClockTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicReference<Instant> shown = new AtomicReference<>(NOON);
    private final AtomicLong nanos = new AtomicLong(-5);
    private final ForwardClock clock = new ForwardClock(shown::get, nanos::get);

    private void pass(Duration time) {
        shown.set(shown.get().plus(time));
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void follows_the_clock() {
        pass(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3));
        pass(Duration.ofHours(3));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3).plus(Duration.ofHours(3)));
    }

    @Test
    void follows_it_when_it_is_set_forward() {
        shown.set(NOON.plus(Duration.ofHours(5)));
        assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofHours(5)));
    }

    @Test
    void goes_on_as_time_passes_when_it_is_set_back() {
        pass(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(1));
        shown.set(NOON.minus(Duration.ofHours(5)));
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3));
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
    }

    @Test
    void follows_it_again_when_it_has_caught_up() {
        shown.set(NOON.minus(Duration.ofHours(5)));
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(2));
        shown.set(NOON.plusSeconds(10));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(10));
    }
}
