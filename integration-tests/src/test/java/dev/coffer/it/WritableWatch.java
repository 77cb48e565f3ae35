package dev.coffer.it;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks all the time whether two members of a replica set are open for writing.
 *
 * <p>One that was open before and after another was seen open was open together with it; a single look at each would take a change of
 * the primary between the two looks for that.
 */
final class WritableWatch implements AutoCloseable {
    private static final long BETWEEN_LOOKS = 100;

    private final EngineKind kind;
    private final AtomicReference<List<String>> members = new AtomicReference<>(List.of());
    private final List<String> findings = new CopyOnWriteArrayList<>();
    private final AtomicLong looks = new AtomicLong();
    private final Map<String, Application> connections = new HashMap<>();
    private final Thread thread = Thread.ofPlatform().name("writable-watch").unstarted(this::watch);

    WritableWatch(EngineKind kind) {
        this.kind = kind;
        thread.start();
    }

    /** Addresses of the set from now on. */
    void members(List<String> addresses) {
        members.set(List.copyOf(addresses));
    }

    /** Whenever two were open at once. */
    List<String> findings() {
        return findings;
    }

    /** How often a set with an open primary was seen. */
    long looks() {
        return looks.get();
    }

    private void watch() {
        try {
            while (!Thread.interrupted()) {
                look(members.get());
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            // closed
        } finally {
            List.copyOf(connections.keySet()).forEach(this::forget);
        }
    }

    private void look(List<String> set) {
        List<String> open = set.stream().filter(this::isOpen).toList();
        if (!open.isEmpty()) {
            looks.incrementAndGet();
        }
        if (open.size() > 1) {
            List<String> still = open.subList(0, open.size() - 1).stream()
                    .filter(this::isOpen)
                    .toList();
            if (!still.isEmpty()) {
                findings.add("%s are open, and still %s".formatted(open, still));
            }
        }
    }

    private boolean isOpen(String address) {
        try {
            Application application = connections.get(address);
            if (application == null) {
                application = kind.open(address);
                connections.put(address, application);
            }
            return application.isOpen();
        } catch (SQLException down) {
            forget(address);
            return false;
        }
    }

    private void forget(String address) {
        try (Application application = connections.remove(address)) {
            return;
        } catch (SQLException alreadyClosed) {
            return;
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(java.time.Duration.ofSeconds(20));
    }
}
