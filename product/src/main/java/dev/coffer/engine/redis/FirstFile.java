package dev.coffer.engine.redis;

import java.time.Duration;
import java.util.Map;

/**
 * A replica that has received all its data writes them to a file of its own beside everything else. Until that is done what it applies
 * is not on its disk, and it does not stop in order.
 */
final class FirstFile {
    /** For one that would be no replica without. */
    static final Duration LONG = Duration.ofMinutes(20);
    /** For one that is needed now. */
    static final Duration SHORT = Duration.ofSeconds(10);

    private static final Duration GLANCE = Duration.ofMillis(25);

    private FirstFile() {}

    /** Whether it is written. */
    static boolean await(Session session, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isBeingWritten(session)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(GLANCE);
        }
        return true;
    }

    private static boolean isBeingWritten(Session session) {
        Map<String, String> info = session.info("persistence");
        return info.getOrDefault("aof_rewrite_in_progress", "0").equals("1")
                || info.getOrDefault("aof_rewrite_scheduled", "0").equals("1");
    }
}
