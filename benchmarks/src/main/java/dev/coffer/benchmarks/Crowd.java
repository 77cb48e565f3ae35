package dev.coffer.benchmarks;

import dev.coffer.bus.Envelope;
import dev.coffer.bus.Heartbeat;
import dev.coffer.bus.StoredRegistrar;
import dev.coffer.bus.Wire;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.store.Store;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Many agents that do nothing but report. Each report is numbered, and counts when the control plane has dealt with it. */
final class Crowd implements AutoCloseable {
    private static final int ENROL_AT_ONCE = 8;
    private static final int ASK_EVERY = 4;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Fleet fleet;
    private final X509Certificate authority;
    private final Duration pause;
    private final Wire wire = Wire.lenient();
    private final Semaphore turns = new Semaphore(ENROL_AT_ONCE);
    private final CountDownLatch connected;
    private final CountDownLatch ended;
    private final LongAdder drained = new LongAdder();
    private final Map<String, Long> last = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Exception> trouble = new AtomicReference<>();
    private volatile boolean stopped;

    /** @param pause of each agent between two reports */
    Crowd(Fleet fleet, Duration pause) throws IOException {
        this.fleet = fleet;
        this.pause = pause;
        this.connected = new CountDownLatch(fleet.ids().size());
        this.ended = new CountDownLatch(fleet.ids().size());
        try {
            this.authority =
                    Pem.certificate(Files.readString(fleet.coffer().home().resolve("control/ca/ca.pem")));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Tokens as the control plane gives them to new agents; the control plane must not run. */
    static void invite(Store store, List<String> ids) {
        store.change(tx -> ids.forEach(id -> tx.agents().invite(id, StoredRegistrar.tokenHash(token(id)))));
    }

    private static String token(String id) {
        return "token-of-" + id;
    }

    /** Returns when all are enrolled and report. */
    void gather(Stage stage) throws InterruptedException {
        for (String id : fleet.ids()) {
            Thread.ofVirtual().start(() -> live(id));
        }
        while (!connected.await(LOOK.toSeconds(), TimeUnit.SECONDS)) {
            stage.say("%,d are still to come", connected.getCount());
        }
        require();
    }

    private void live(String id) {
        try {
            Credentials credentials;
            turns.acquire();
            try {
                credentials = AgentLine.enrol(fleet.coffer().agentsPort(), authority, id, token(id));
            } finally {
                turns.release();
            }
            try (AgentLine line = AgentLine.connect(fleet.coffer().agentsPort(), credentials)) {
                connected.countDown();
                report(id, line);
            }
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            trouble.compareAndSet(null, e);
            connected.countDown();
        } finally {
            ended.countDown();
        }
    }

    private void report(String id, AgentLine line) throws IOException, InterruptedException {
        long next = System.nanoTime();
        for (long number = 1; !stopped || number % ASK_EVERY != 1; number++) {
            line.text(heartbeat(number));
            if (number % ASK_EVERY == 0) {
                line.settle();
                drained.add(ASK_EVERY);
                last.put(id, number);
            }
            next += pause.toNanos();
            long left = next - System.nanoTime();
            if (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
            } else {
                next = System.nanoTime(); // what cannot keep the pace does not make up for it
            }
        }
    }

    private String heartbeat(long number) {
        Heartbeat heartbeat = new Heartbeat(
                ServiceStatus.HEALTHY,
                "11.8.6-MariaDB-log",
                Role.PRIMARY,
                "0-1-" + number,
                null,
                123_456_789L,
                1,
                null,
                Map.of("connections", 3.0, "queries", (double) number, "uptime_seconds", 3_600.0));
        return wire.write(new Envelope("heartbeat", Envelope.Type.HEARTBEAT, 1, null, wire.writeRecord(heartbeat)));
    }

    /** How many reports have been dealt with. */
    long drained() {
        require();
        return drained.sum();
    }

    private void require() {
        Exception cause = trouble.get();
        if (cause != null) {
            throw new NotMeasured("An agent lost its connection: " + cause, cause);
        }
    }

    /** How many agents' last report is not in the store. */
    long missing() {
        try (Store store = fleet.store(InstantSource.system())) {
            return fleet.ids().stream()
                    .filter(id -> store.<Boolean>read(tx -> tx.reports()
                            .find(id)
                            .filter(report -> ("0-1-" + last.get(id)).equals(report.position()))
                            .isEmpty()))
                    .count();
        }
    }

    /** Lets every agent finish what it has begun. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        ended.await();
    }
}
