package dev.coffer.durable;

import java.time.InstantSource;

/** Runs due operations, each on a virtual thread, under a lease. */
public final class Runner implements AutoCloseable {

    public Runner(OperationLog log, Workflow.Registry workflows, InstantSource clock, String owner) {
        throw new UnsupportedOperationException();
    }

    /** Starts claiming and running. */
    public void start() {
        throw new UnsupportedOperationException();
    }

    /** Looks for due work now; called after an operation was filed or woken. */
    public void nudge() {
        throw new UnsupportedOperationException();
    }

    /** Claims and runs one due operation on the calling thread; false when none was due. For driving by hand in tests. */
    public boolean runDue() {
        throw new UnsupportedOperationException();
    }

    /** Stops claiming, interrupts what runs (it is resumed by the next runner), waits for it. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
