package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Another tenant, who uses the API and an instance while the control plane is attacked. */
final class Onlooker implements AutoCloseable {
    /** Not the attackers': who shares an address with thousands of connections may lose one of them. */
    private static final String ADDRESS = "127.0.0.77";

    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Nobody waits so long for an answer; far beyond what a loaded machine makes of it. */
    private static final long TOO_LONG_MILLIS = 15_000;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private @Nullable Thread thread;
    private @Nullable Siege siege;
    private String firstReport = "";

    void start(Siege besieged) {
        siege = besieged;
        firstReport = report(besieged);
        thread = Thread.ofPlatform().name("onlooker").start(() -> use(besieged));
    }

    private void use(Siege besieged) {
        Api api = besieged.api.from(ADDRESS);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (String path : List.of("", "/users")) {
                    long began = System.nanoTime();
                    try {
                        Api.Answer answer = api.send("GET", "/instances/" + besieged.victim + path, "");
                        if (answer.status() != 200) {
                            failures.add(path + " " + answer.status() + " " + answer.body());
                        }
                    } catch (IOException e) {
                        failures.add(path + " " + e);
                    }
                    served.incrementAndGet();
                    slowest.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
                }
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private static String report(Siege besieged) {
        try {
            return StoreRows.one(
                    besieged.coffer, "select seen_at from report where instance_id = '%s'".formatted(besieged.victim));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitMore(int answers) throws InterruptedException {
        int now = served.get();
        Coffer.eventually("others are served", PATIENCE, () -> served.get() >= now + answers);
    }

    void mustHaveBeenServed() throws InterruptedException {
        System.out.printf("others: %d answers, the slowest after %d ms%n", served.get(), slowest.get());
        assertThat(failures).isEmpty();
        assertThat(served.get()).isPositive();
        assertThat(slowest.get()).as("milliseconds").isLessThan(TOO_LONG_MILLIS);
        Siege besieged = Objects.requireNonNull(siege);
        Coffer.eventually(
                "the victim is heard of", PATIENCE, () -> !report(besieged).equals(firstReport));
    }

    @Override
    public void close() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(60));
        }
    }
}
