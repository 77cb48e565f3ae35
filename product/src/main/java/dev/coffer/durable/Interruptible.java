package dev.coffer.durable;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lets others interrupt the bodies of one run, and nothing but bodies: an interrupt in the middle of a write to the log could break
 * the log's connection.
 */
final class Interruptible {
    private @Nullable Thread thread;
    private Instant limit = Instant.MAX;
    private @Nullable Outcome ordered;

    <T> T call(Instant latest, Steps.Body<T> body) throws Exception {
        enter(latest);
        try {
            return body.run();
        } finally {
            leave();
        }
    }

    private synchronized void enter(Instant latest) {
        stopIfOrdered();
        thread = Thread.currentThread();
        limit = latest;
    }

    private synchronized void leave() {
        thread = null;
        Thread.interrupted();
    }

    /** Whether a body is being run. */
    synchronized boolean isInside() {
        return thread != null;
    }

    /** The run is to end so, as soon as it can. */
    synchronized void order(Outcome outcome) {
        if (ordered == null || outcome instanceof Outcome.Lost) {
            ordered = outcome;
        }
        if (thread != null) {
            thread.interrupt();
        }
    }

    synchronized void stopIfOrdered() {
        if (ordered != null) {
            throw new Stop(ordered);
        }
    }

    /** Interrupts a body that runs beyond its limit. */
    synchronized void interruptOverdue(Instant now) {
        if (thread != null && !now.isBefore(limit)) {
            thread.interrupt();
        }
    }
}
