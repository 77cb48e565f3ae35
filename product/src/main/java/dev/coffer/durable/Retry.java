package dev.coffer.durable;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to pause before trying again. */
@FunctionalInterface
interface Retry {

    /** @param attempts made so far, at least 1 */
    Duration pause(int attempts);

    /** Always the same pause. */
    record Fixed(Duration pause) implements Retry {
        @Override
        public Duration pause(int attempts) {
            return pause;
        }
    }

    /** Doubles the pause up to a longest one, less up to a half at random, so that what failed together is not tried together. */
    record ExponentialBackoff(Duration first, Duration longest, RandomGenerator random) implements Retry {
        private static final int ENOUGH_DOUBLINGS = 20;

        @Override
        public Duration pause(int attempts) {
            long grown = first.toMillis() << Math.clamp(attempts - 1, 0, ENOUGH_DOUBLINGS);
            long bounded = Math.min(grown, longest.toMillis());
            return Duration.ofMillis(bounded - random.nextLong(bounded / 2 + 1));
        }
    }
}
