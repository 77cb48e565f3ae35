package dev.coffer.operations;

import dev.coffer.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets operations that ended long ago. In small transactions, so that nobody waits for it. */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int AT_ONCE = 200;

    private final Store store;
    private final Duration keep;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("retention").unstarted(this::run);

    /** @param keep how long an operation is remembered after its end */
    public Retention(Store store, Duration keep, InstantSource clock) {
        this.store = store;
        this.keep = keep;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    int swept = sweep();
                    LOG.debug("{} old operations were forgotten.", swept);
                } catch (RuntimeException e) {
                    LOG.warn("Old operations could not be forgotten; trying again in {}.", EVERY, e);
                }
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            LOG.debug("No more operations are forgotten.");
        }
    }

    /** @return how many there were */
    public int sweep() {
        Instant before = clock.instant().minus(keep);
        int all = 0;
        while (true) {
            int some = store.write(tx -> tx.operations().sweep(before, AT_ONCE));
            all += some;
            if (some < AT_ONCE) {
                return all;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
