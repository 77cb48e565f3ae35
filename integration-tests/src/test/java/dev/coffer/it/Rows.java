package dev.coffer.it;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Numbers, written and read as a tenant's application would. */
record Rows(EngineKind kind) {
    static final Rows MARIADB = new Rows(EngineKind.MARIADB);

    void prepare(String address) throws SQLException {
        try (Application application = kind.open(address)) {
            application.prepare();
        }
    }

    void write(String address, long... ids) throws SQLException {
        try (Application application = kind.open(address)) {
            for (long id : ids) {
                application.insert(id);
            }
        }
    }

    Set<Long> read(String address) throws SQLException {
        try (Application application = kind.open(address)) {
            return application.read();
        }
    }

    /** What the server has now, or nothing when it cannot be asked. */
    Set<Long> readIfUp(String address) {
        try {
            return read(address);
        } catch (SQLException e) {
            return Set.of();
        }
    }

    Writer writer(List<String> addresses, long first) {
        return writer(addresses, first, Duration.ZERO);
    }

    /** @param pause between two rows, and before the next address is tried */
    Writer writer(List<String> addresses, long first, Duration pause) {
        return new Writer(kind, addresses, first, pause);
    }

    /** Writes rows one after the other until stopped; on an error it goes on to the next address, as a client that retries. */
    static final class Writer implements AutoCloseable {
        private final EngineKind kind;
        private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
        private final AtomicReference<Long> longestGap = new AtomicReference<>(0L);
        private final Duration pause;
        private final Thread thread;
        private volatile List<String> addresses;
        private volatile long next;
        private volatile boolean stopped;

        private Writer(EngineKind kind, List<String> addresses, long first, Duration pause) {
            this.kind = kind;
            this.addresses = List.copyOf(addresses);
            this.pause = pause;
            this.next = first;
            this.thread = Thread.ofPlatform().name("writer").start(this::write);
        }

        private void write() {
            long last = System.nanoTime();
            for (int turn = 0; !stopped; turn++) {
                List<String> now = addresses;
                try (Application application = kind.open(now.get(turn % now.size()))) {
                    while (!stopped) {
                        long id = next;
                        next = id + 1; // a number is never used again: whether it was written may be unknown
                        application.insert(id);
                        acknowledged.add(id);
                        long written = System.nanoTime();
                        long gap = written - last;
                        longestGap.updateAndGet(longest -> Math.max(longest, gap));
                        last = written;
                        LockSupport.parkNanos(pause.toNanos());
                    }
                } catch (SQLException refused) {
                    LockSupport.parkNanos(pause.toNanos());
                }
            }
        }

        /** Where it writes from its next connection on. */
        void addresses(List<String> changed) {
            addresses = List.copyOf(changed);
        }

        /** A number that was not used. */
        long next() {
            return next;
        }

        Set<Long> acknowledged() {
            return acknowledged;
        }

        long longestGapMillis() {
            return longestGap.get() / 1_000_000;
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            thread.join(Duration.ofSeconds(20));
        }
    }
}
