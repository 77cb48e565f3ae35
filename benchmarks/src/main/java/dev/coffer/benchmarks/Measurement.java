package dev.coffer.benchmarks;

import java.util.Optional;

/**
 * One value, and what it must reach.
 *
 * @param what was measured
 * @param bound none when the value only explains another one
 * @param opponent who it is compared with, and what that one needs; empty for nobody
 */
record Measurement(String what, double value, String unit, Optional<Bound> bound, String opponent) {

    /** @param least whether it is the least (a rate) and not the most (a time, a size) that is allowed */
    record Bound(boolean least, double limit) {}

    static Measurement atMost(double limit, String what, double value, String unit, String opponent) {
        return new Measurement(what, value, unit, Optional.of(new Bound(false, limit)), opponent);
    }

    static Measurement atLeast(double limit, String what, double value, String unit, String opponent) {
        return new Measurement(what, value, unit, Optional.of(new Bound(true, limit)), opponent);
    }

    /** A value nobody promised. */
    static Measurement told(String what, double value, String unit) {
        return new Measurement(what, value, unit, Optional.empty(), "");
    }

    boolean isShort() {
        return bound.filter(wanted -> wanted.least() ? value < wanted.limit() : value > wanted.limit())
                .isPresent();
    }

    /** Value to bound: at most 1 is wanted of times and sizes, at least 1 of rates. */
    Optional<Double> ratio() {
        return bound.map(wanted -> value / wanted.limit());
    }
}
