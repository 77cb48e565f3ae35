package dev.coffer.engine;

import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client that writes numbers in a loop to where the primary is said to be, and remembers which were acknowledged. */
final class Writer implements AutoCloseable {
    private final EngineFixture fixture;
    private final Login login;
    private final AtomicReference<Node> target;
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong longestGap = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Node lastWrittenTo;

    Writer(EngineFixture fixture, Node primary, Login login) {
        this.fixture = fixture;
        this.login = login;
        this.target = new AtomicReference<>(primary);
        this.thread = Thread.ofPlatform().name("writer").start(this::write);
    }

    private void write() {
        long number = 0;
        long last = System.nanoTime();
        while (!stopped) {
            Node node = target.get();
            try (Tenant tenant = fixture.login(node, login)) {
                while (!stopped && target.get().equals(node)) {
                    tenant.write(++number);
                    acknowledged.add(number);
                    lastWrittenTo = node;
                    long now = System.nanoTime();
                    longestGap.accumulateAndGet(now - last, Math::max);
                    last = now;
                }
            } catch (Exception refused) {
                Thread.onSpinWait(); // the next number and connection
            }
        }
    }

    void moveTo(Node primary) {
        target.set(primary);
    }

    /** Waits for that many more acknowledgements. */
    void awaitMore(int count) throws Exception {
        int goal = acknowledged.size() + count;
        EngineContract.await(() -> acknowledged.size() >= goal);
    }

    /** Whether another is acknowledged in that time. */
    boolean acknowledgesWithin(Duration time) throws InterruptedException {
        int before = acknowledged.size();
        Instant end = Instant.now().plus(time);
        while (acknowledged.size() == before && Instant.now().isBefore(end)) {
            Thread.sleep(5);
        }
        return acknowledged.size() > before;
    }

    void awaitWritingTo(Node node) throws Exception {
        EngineContract.await(() -> node.equals(lastWrittenTo));
    }

    /** Between two acknowledgements, since the last call. */
    Duration longestGap() {
        return Duration.ofNanos(longestGap.getAndSet(0));
    }

    Set<Long> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
