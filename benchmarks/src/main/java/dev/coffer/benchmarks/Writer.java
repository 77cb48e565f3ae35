package dev.coffer.benchmarks;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Trial.Visit;
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
    private final Datastore datastore;
    private final List<String> addresses;
    private final Thread thread;
    private volatile boolean stopped;

    private Writer(Datastore datastore, List<String> addresses, long first) {
        this.datastore = datastore;
        this.addresses = List.copyOf(addresses);
        this.thread = Thread.ofPlatform().name("writer").start(() -> write(first));
    }

    /** @param addresses of the primary, and of what may become primary */
    static Writer start(Datastore datastore, List<String> addresses) {
        try (Visit visit = datastore.visit(addresses.getFirst())) {
            visit.prepare();
        }
        return new Writer(datastore, addresses, System.nanoTime());
    }

    static Set<Long> rows(Datastore datastore, String address) {
        try (Visit visit = datastore.visit(address)) {
            return visit.read();
        }
    }

    private void write(long first) {
        long next = first;
        long last = System.nanoTime();
        for (int turn = 0; !stopped; turn++) {
            try (Visit visit = datastore.visit(addresses.get(turn % addresses.size()))) {
                while (!stopped) {
                    long mark = next++; // never used again: whether it was written may be unknown
                    visit.write(mark);
                    acknowledged.add(mark);
                    long now = System.nanoTime();
                    longest.accumulateAndGet(now - last, Math::max);
                    last = now;
                }
            } catch (EngineFailure refused) {
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
