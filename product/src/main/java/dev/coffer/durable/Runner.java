package dev.coffer.durable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs due operations, each on a virtual thread, under a lease that one heartbeat thread renews. Several runners, also of several
 * processes, may share a log.
 */
public final class Runner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    /** Due work that cannot be claimed yet must not keep a core busy. */
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(20);

    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(30);

    /**
     * @param lease how long an operation stays with a runner that is not heard of
     * @param beat how often leases are renewed, and lost ones noticed
     * @param atOnce how many operations run at the same time
     */
    record Pace(Duration lease, Duration beat, int atOnce, Retry retry) {
        static Pace standard() {
            Retry retry = new Retry.ExponentialBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), new Random());
            return new Pace(Duration.ofSeconds(15), Duration.ofSeconds(2), 50, retry);
        }
    }

    private final Means means;
    private final String owner;
    private final Pace pace;
    private final Semaphore places;
    private final Semaphore nudges = new Semaphore(0);
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final Thread claiming;
    private final Thread heart;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean closing;

    /** @param owner tells this runner from others, e.g. by host and process */
    public Runner(OperationLog log, Workflow.Registry workflows, InstantSource clock, String owner, Observer observer) {
        this(log, workflows, clock, owner, observer, Pace.standard());
    }

    Runner(
            OperationLog log,
            Workflow.Registry workflows,
            InstantSource clock,
            String owner,
            Observer observer,
            Pace pace) {
        this.means = new Means(log, workflows, clock, pace.retry(), observer);
        this.owner = owner;
        this.pace = pace;
        this.places = new Semaphore(pace.atOnce());
        this.claiming = Thread.ofPlatform().daemon().name("operations").unstarted(this::claimUntilClosed);
        this.heart = Thread.ofPlatform().daemon().name("operations-heartbeat").unstarted(this::beatUntilClosed);
    }

    /** Starts claiming and running. */
    public void start() {
        heart.start();
        claiming.start();
    }

    /** Looks for due work now; called after an operation was filed or woken. */
    public void nudge() {
        nudges.release();
    }

    /** Claims and runs one due operation on the calling thread; false when none was due. For driving by hand in tests. */
    public boolean runDue() {
        Optional<Run> run = claim();
        run.ifPresent(this::finish);
        return run.isPresent();
    }

    /** Stops claiming, interrupts what runs (it is resumed by the next runner), waits for it. */
    @Override
    public void close() {
        closing = true;
        nudge();
        handOver();
        try {
            if (claiming.isAlive()) {
                claiming.join(CLOSING_PATIENCE);
            }
            handOver();
            if (!places.tryAcquire(pace.atOnce(), CLOSING_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} operations did not stop in time; they go on when their leases run out.", running.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed.countDown();
    }

    /** Renews the leases of what runs; what lost its lease is stopped. */
    void beat() {
        for (Run run : running) {
            try {
                run.beat(pace.lease());
            } catch (Throwable e) { // the edge: the heartbeat of the others must go on
                LOG.error("A heartbeat failed.", e);
            }
        }
    }

    private void handOver() {
        running.forEach(run -> run.order(new Outcome.HandedOver()));
    }

    private void claimUntilClosed() {
        while (!closing) {
            try {
                places.acquire();
                if (!startNext()) {
                    sleep();
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) { // the edge: the runner must not die of one failure of the log
                LOG.error("Looking for due operations failed; it is tried again.", e);
                nudges.drainPermits();
                sleepFor(LONGEST_SLEEP);
            }
        }
    }

    /** Needs a place, and gives it back unless an operation was started. */
    private boolean startNext() {
        boolean started = false;
        try {
            Optional<Run> run = closing ? Optional.empty() : claim();
            run.ifPresent(this::begin);
            started = run.isPresent();
        } finally {
            if (!started) {
                places.release();
            }
        }
        return started;
    }

    private Optional<Run> claim() {
        Instant now = means.clock().instant();
        if (running.stream().anyMatch(run -> run.isOverdue(now))) {
            beat(); // the clock was set forward or the host slept: what runs here is not to be taken for abandoned
        }
        Instant until = now.plus(pace.lease());
        Optional<Run> run = means.log().claim(owner, now, until).map(lease -> new Run(lease, until, means));
        run.ifPresent(running::add);
        return run;
    }

    private void begin(Run run) {
        Thread.ofVirtual().name("operation").start(() -> {
            try {
                finish(run);
            } finally {
                places.release();
            }
        });
    }

    private void finish(Run run) {
        try {
            run.run();
        } finally {
            running.remove(run);
            nudge();
        }
    }

    private void sleep() {
        Duration due = means.log()
                .nextDue()
                .map(next -> Duration.between(means.clock().instant(), next))
                .orElse(LONGEST_SLEEP);
        Duration bounded = due.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : due;
        sleepFor(bounded.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : bounded);
    }

    /** Until then, or until nudged. */
    private void sleepFor(Duration duration) {
        try {
            if (nudges.tryAcquire(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                nudges.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beatUntilClosed() {
        try {
            while (!closed.await(pace.beat().toMillis(), TimeUnit.MILLISECONDS)) {
                beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
