package dev.coffer.bus;

import dev.coffer.model.Report;
import dev.coffer.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        List<Report> batch = new ArrayList<>();
        for (String instanceId : List.copyOf(waiting.keySet())) {
            Report report = waiting.remove(instanceId);
            if (report != null) {
                batch.add(report);
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        try {
            store.change(tx -> tx.reports().put(batch));
        } catch (RuntimeException e) {
            // A newer one may have come meanwhile.
            batch.forEach(report -> waiting.putIfAbsent(report.instanceId(), report));
            throw e;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
