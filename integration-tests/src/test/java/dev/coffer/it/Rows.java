package dev.coffer.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Numbered rows in table {@code app.numbered}, written as a tenant's application would. */
final class Rows {
    private Rows() {}

    static Connection connect(String address) throws SQLException {
        return new Tenant(address, "app", "secret-App-1", "app").connect();
    }

    static void prepare(String address) throws SQLException {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS numbered (id BIGINT PRIMARY KEY)");
        }
    }

    static void write(String address, long... ids) throws SQLException {
        try (Connection connection = connect(address)) {
            for (long id : ids) {
                insert(connection, id);
            }
        }
    }

    private static void insert(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO numbered VALUES (?)")) {
            statement.setLong(1, id);
            statement.execute();
        }
    }

    static Set<Long> read(String address) throws SQLException {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM numbered")) {
            Set<Long> ids = new TreeSet<>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }

    /** What the server has now, or nothing when it cannot be asked. */
    static Set<Long> readIfUp(String address) {
        try {
            return read(address);
        } catch (SQLException e) {
            return Set.of();
        }
    }

    /** Writes rows one after the other until stopped; on an error it goes on to the next address, as a client that retries. */
    static final class Writer implements AutoCloseable {
        private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
        private final AtomicReference<Long> longestGap = new AtomicReference<>(0L);
        private final Duration pause;
        private final Thread thread;
        private volatile List<String> addresses;
        private volatile long next;
        private volatile boolean stopped;

        Writer(List<String> addresses, long first) {
            this(addresses, first, Duration.ZERO);
        }

        /** @param pause between two rows, and before the next address is tried */
        Writer(List<String> addresses, long first, Duration pause) {
            this.addresses = List.copyOf(addresses);
            this.pause = pause;
            this.next = first;
            this.thread = Thread.ofPlatform().name("writer").start(this::write);
        }

        private void write() {
            long last = System.nanoTime();
            for (int turn = 0; !stopped; turn++) {
                List<String> now = addresses;
                try (Connection connection = connect(now.get(turn % now.size()))) {
                    while (!stopped) {
                        long id = next;
                        next = id + 1; // a number is never used again: whether it was written may be unknown
                        insert(connection, id);
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
