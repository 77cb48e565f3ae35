package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Trial;
import dev.coffer.engine.Trial.Login;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes numbered marks as a tenant does and looks for every one of them on the replicas. */
public final class TrialProof implements Proof {
    private static final int MARKS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Trial trial;

    public TrialProof(Trial trial) {
        this.trial = trial;
    }

    @Override
    public String run(Databases databases, Consumer<String> progress) throws InterruptedException {
        String run = UUID.randomUUID().toString();
        try {
            progress.accept("writing %d rows on %s".formatted(MARKS, databases.primary()));
            Login primary = login(databases, databases.primary());
            int _ = patiently(() -> {
                trial.write(primary, run, MARKS);
                return MARKS;
            });
            long written = System.nanoTime();
            for (String replica : databases.replicas()) {
                progress.accept("reading them on " + replica);
                Login login = login(databases, replica);
                awaitMarks(login, run);
                requireRefusal(login);
            }
            long millis = (System.nanoTime() - written) / 1_000_000;
            return "%d rows written on the primary were read on %d replicas within %d ms; replicas refuse writes"
                    .formatted(MARKS, databases.replicas().size(), millis);
        } catch (EngineFailure e) {
            throw Failure.refused(
                    "The databases could not be used: %s".formatted(e.getMessage()),
                    "See how they are: coffer status; then run coffer quickstart again.");
        }
    }

    private static Login login(Databases databases, String address) {
        return new Login(address, databases.user(), databases.password(), databases.database());
    }

    /** A server that has just been set up may not know its user yet; it is given a moment. */
    private static int patiently(Supplier<Integer> work) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                return work.get();
            } catch (EngineFailure e) {
                if (System.nanoTime() - start > FIRST_PATIENCE.toNanos()) {
                    throw e;
                }
                Thread.sleep(FIRST_PAUSE);
            }
        }
    }

    private void awaitMarks(Login replica, String run) throws InterruptedException {
        long start = System.nanoTime();
        int seen = patiently(() -> trial.count(replica, run));
        while (seen < MARKS) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw Failure.refused(
                        "Of %d rows written on the primary, the replica %s has %d after %d seconds."
                                .formatted(MARKS, replica.address(), seen, PATIENCE.toSeconds()),
                        "See how far behind it is: coffer instance list");
            }
            Thread.sleep(LOOK);
            seen = trial.count(replica, run);
        }
    }

    private void requireRefusal(Login replica) {
        if (!trial.refusesWrites(replica)) {
            throw Failure.refused(
                    "The replica %s takes writes, which its primary would never see.".formatted(replica.address()),
                    "Report this; do not write there.");
        }
    }
}
