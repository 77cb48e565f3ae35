package dev.coffer.benchmarks;

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
import java.util.concurrent.atomic.AtomicLong;

/** Writes numbered rows one after the other; refused, it goes on to the next address. */
final class Writer implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration END = Duration.ofSeconds(20);

    private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    private final AtomicLong longest = new AtomicLong();
    private final List<String> addresses;
    private final Thread thread;
    private volatile boolean stopped;

    private Writer(List<String> addresses, long first) {
        this.addresses = List.copyOf(addresses);
        this.thread = Thread.ofPlatform().name("writer").start(() -> write(first));
    }

    /** @param addresses of the primary, and of what may become primary */
    static Writer start(List<String> addresses) throws SQLException {
        try (Connection connection = Tenant.connect(addresses.getFirst());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS numbered (id BIGINT PRIMARY KEY)");
        }
        return new Writer(addresses, System.nanoTime());
    }

    static Set<Long> rows(String address) throws SQLException {
        try (Connection connection = Tenant.connect(address);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM numbered")) {
            Set<Long> ids = new TreeSet<>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }

    private void write(long first) {
        long next = first;
        long last = System.nanoTime();
        for (int turn = 0; !stopped; turn++) {
            try (Connection connection = Tenant.connect(addresses.get(turn % addresses.size()));
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO numbered VALUES (?)")) {
                while (!stopped) {
                    long id = next++; // never used again: whether it was written may be unknown
                    insert.setLong(1, id);
                    insert.execute();
                    acknowledged.add(id);
                    long now = System.nanoTime();
                    longest.accumulateAndGet(now - last, Math::max);
                    last = now;
                }
            } catch (SQLException refused) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets the longest pause so far. */
    void reset() {
        longest.set(0);
    }

    /** Seconds. */
    double longestGap() {
        return longest.get() / 1e9;
    }

    Set<Long> acknowledged() {
        return new TreeSet<>(acknowledged);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        if (!thread.join(END)) {
            throw new NotMeasured("The writing client hangs.");
        }
    }
}
