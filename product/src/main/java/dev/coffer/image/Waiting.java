package dev.coffer.image;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what the kernel does not announce to us. */
final class Waiting {
    private Waiting() {}

    /** False when the condition did not hold within the patience. */
    static boolean until(Duration patience, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        long pause = 2;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(pause);
            pause = Math.min(50, pause * 2);
        }
        return true;
    }
}
