package dev.coffer.cli.client;

import java.time.Duration;
import java.util.Set;

/** Waits for an instance at a server that names no operations, by looking at its status as other Trove clients do. */
public final class Settling {
    private static final Set<String> AT_REST =
            Set.of("ACTIVE", "HEALTHY", "ERROR", "FAILED", "RESTART_REQUIRED", "SHUTOFF", "BLOCKED");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Trove trove;
    private final Duration patience;

    public Settling(Trove trove, Duration patience) {
        this.trove = trove;
        this.patience = patience;
    }

    /** Until no task is under way. */
    public void untilAtRest(String instanceId) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            Json instance = trove.get("/instances/" + instanceId).at("instance");
            String status = instance.string("status");
            if (status.equals("ERROR") || status.equals("FAILED")) {
                throw Failure.refused(
                        "The instance %s is in %s. %s"
                                .formatted(
                                        instanceId, status, instance.at("fault").string("message")),
                        "See: coffer instance show " + instanceId);
            }
            if (AT_REST.contains(status)) {
                return;
            }
            pause(start, instanceId, status);
        }
    }

    public void untilGone(String instanceId) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                Json instance = trove.get("/instances/" + instanceId).at("instance");
                pause(start, instanceId, instance.string("status"));
            } catch (Failure e) {
                if (e.isMissing()) {
                    return;
                }
                throw e;
            }
        }
    }

    private void pause(long start, String instanceId, String status) throws InterruptedException {
        if (System.nanoTime() - start > patience.toNanos()) {
            throw Failure.refused(
                    "The instance %s is still in %s after %d minutes."
                            .formatted(instanceId, status, patience.toMinutes()),
                    "Look again later: coffer instance show " + instanceId);
        }
        Thread.sleep(PAUSE);
    }
}
