package dev.coffer.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes objects that have expired. */
public final class Expiry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final ObjectStore objects;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("object-expiry").unstarted(this::run);

    public Expiry(ObjectStore objects, InstantSource clock) {
        this.objects = objects;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    LOG.debug("{} expired objects were removed.", objects.removeExpired(clock.instant()));
                } catch (IOException | RuntimeException e) {
                    LOG.warn("Expired objects could not be removed; trying again in {}.", EVERY, e);
                }
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            LOG.debug("No more objects expire.");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
