package dev.coffer.model;

import java.time.Duration;
import java.time.Instant;

/**
 * When an agent counts as lost.
 *
 * @param longest that an agent may say nothing
 * @param listening since when agents could be heard; that they said nothing before means nothing, and what they said last holds
 */
public record Silence(Duration longest, Instant listening) {

    /** Whether one that was heard then has been silent for too long now. */
    public boolean isTooLong(Instant heard, Instant now) {
        Instant counted = heard.isBefore(listening) ? listening : heard;
        return counted.plus(longest).isBefore(now);
    }
}
