package dev.coffer.fuzz;

import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Runs a property with random input for a while. Each case has a seed of its own; one that fails says how to run it alone: {@code
 * -Dcoffer.fuzz.case=SEED}. {@code -Dcoffer.fuzz.seconds=N} makes the while longer.
 */
public final class Fuzz {
    private static final Duration LONGEST_CASE = Duration.ofSeconds(5);

    /** What must hold. */
    @FunctionalInterface
    public interface Property {
        void check(Random random) throws Exception;
    }

    private Fuzz() {}

    public static void run(String what, Duration box, Property property) {
        Long single = Long.getLong("coffer.fuzz.case");
        if (single != null) {
            check(what, single, property);
            return;
        }
        long seed = new Random().nextLong();
        long until = System.nanoTime() + seconds(box).toNanos();
        SplittableRandom seeds = new SplittableRandom(seed);
        int cases = 0;
        while (System.nanoTime() < until) {
            check(what, seeds.nextLong(), property);
            cases++;
        }
        System.out.printf("%s: %d cases from seed %d%n", what, cases, seed);
    }

    private static Duration seconds(Duration box) {
        return Duration.ofSeconds(Long.getLong("coffer.fuzz.seconds", box.toSeconds()));
    }

    private static void check(String what, long seed, Property property) {
        long began = System.nanoTime();
        try {
            property.check(new Random(seed));
        } catch (Throwable e) { // the edge: whatever it is, the seed has to be said
            throw new AssertionError("%s fails; again with -Dcoffer.fuzz.case=%d: %s".formatted(what, seed, e), e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (took.compareTo(LONGEST_CASE) > 0) {
            throw new AssertionError("%s took %s; again with -Dcoffer.fuzz.case=%d".formatted(what, took, seed));
        }
    }
}
