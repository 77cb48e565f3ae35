package dev.coffer.bus;

import dev.coffer.model.Report;
import dev.coffer.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports on their way to the store: the newest of each instance, written together a few times a second. */
final class ReportBatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportBatch.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final Store store;
    private final Map<String, Report> waiting = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofVirtual().name("reports").unstarted(this::run);

    ReportBatch(Store store) {
        this.store = store;
    }

    void start() {
        thread.start();
    }

    void add(Report report) {
        waiting.put(report.instanceId(), report);
    }

    /** The instance's newest report, unless it is stored. */
    Optional<Report> unstored(String instanceId) {
        return Optional.ofNullable(waiting.get(instanceId));
    }

    private void run() {
        boolean failing = false;
        try {
            while (true) {
                Thread.sleep(EVERY);
                try {
                    write();
                    failing = false;
                } catch (RuntimeException e) {
                    if (!failing) {
                        LOG.warn("Reports of agents cannot be stored; trying again.", e);
                    }
                    failing = true;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("No more reports are written.");
        }
    }

    private void write() {
        List<Report> batch = List.copyOf(waiting.values());
        if (batch.isEmpty()) {
            return;
        }
        store.change(tx -> tx.reports().put(batch));
        // A newer one may have come meanwhile.
        batch.forEach(report -> waiting.remove(report.instanceId(), report));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
