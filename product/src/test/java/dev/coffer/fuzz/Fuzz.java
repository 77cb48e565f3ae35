package dev.coffer.fuzz;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a property with random input for a while. Each case has a seed of its own; one that fails says how to run it alone: {@code
 * -Dcoffer.fuzz.case=SEED}. {@code -Dcoffer.fuzz.seconds=N} makes the while longer; {@code -Dcoffer.fuzz.cases=N} tries each of several
 * things so often, however long it takes.
 */
public final class Fuzz {
    private static final Duration LONGEST_CASE = Duration.ofSeconds(10);

    /** What must hold. */
    @FunctionalInterface
    public interface Property {
        void check(Random random) throws Exception;
    }

    /** What must hold of one of several things. */
    @FunctionalInterface
    public interface PropertyOf {
        void check(String thing, Random random) throws Exception;
    }

    private Fuzz() {}

    /** Gives each of the things its share of the while. */
    public static void each(String what, List<String> things, Duration box, PropertyOf property) throws Exception {
        long seed = new Random().nextLong();
        SplittableRandom seeds = new SplittableRandom(seed);
        int asked = Integer.getInteger("coffer.fuzz.cases", 0);
        Duration share = seconds(box).dividedBy(Math.max(1, things.size()));
        int cases = 0;
        for (String thing : things) {
            String name = what + ", " + thing + ",";
            Property here = random -> property.check(thing, random);
            Long single = Long.getLong("coffer.fuzz.case");
            if (single != null) {
                check(name, single, here);
                continue;
            }
            long until = System.nanoTime() + share.toNanos();
            for (int own = 0; own < asked || (asked == 0 && System.nanoTime() < until); own++) {
                check(name, seeds.nextLong(), here);
                cases++;
            }
        }
        System.out.printf("%s: %d cases of %d kinds from seed %d%n", what, cases, things.size(), seed);
    }

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
        String again = "again with -Dcoffer.fuzz.case=" + seed;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread worker = new Thread(() -> attempt(seed, property, failure), "fuzz case " + seed);
        worker.setDaemon(true);
        worker.start();
        boolean ended;
        try {
            ended = worker.join(LONGEST_CASE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what + " was interrupted; " + again, e);
        }
        if (!ended) {
            AssertionError hang =
                    new AssertionError("%s takes longer than %s; %s".formatted(what, LONGEST_CASE, again));
            hang.setStackTrace(worker.getStackTrace());
            throw hang;
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("%s fails; %s: %s".formatted(what, again, thrown), thrown);
        }
    }

    private static void attempt(long seed, Property property, AtomicReference<Throwable> failure) {
        try {
            property.check(new Random(seed));
        } catch (Throwable e) { // the edge: whatever it is, the seed has to be said
            failure.set(e);
        }
    }
}
