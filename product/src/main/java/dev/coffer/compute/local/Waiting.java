package dev.coffer.compute.local;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what the kernel does, which tells nobody when it is done. */
final class Waiting {
    private static final long STEP_MILLIS = 10;

    private Waiting() {}

    /** False when the patience ran out. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("It was interrupted; it goes on when it is tried again.", e);
            }
        }
        return true;
    }
}
