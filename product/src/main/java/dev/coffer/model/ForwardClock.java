package dev.coffer.model;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of a clock that somebody may set back, which for this process only goes forward: until the clock has caught up, it goes on by
 * the time that really passes. So nothing that is due waits for hours because the host's clock was put right.
 */
public final class ForwardClock implements InstantSource {
    private final InstantSource clock;
    private final LongSupplier nanos;
    private Instant last;
    private long lastNanos;

    /** Of this host. */
    public ForwardClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    /** @param nanos what {@link System#nanoTime} is to the system's clock */
    public ForwardClock(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.last = clock.instant();
        this.lastNanos = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long nowNanos = nanos.getAsLong();
        Instant shown = clock.instant();
        last = shown.isBefore(last) ? last.plusNanos(nowNanos - lastNanos) : shown;
        lastNanos = nowNanos;
        return last;
    }
}
