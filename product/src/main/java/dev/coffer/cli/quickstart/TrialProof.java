package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Trial;
import dev.coffer.engine.Trial.Login;
import dev.coffer.engine.Trial.Visit;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

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
        try {
            progress.accept("writing %d rows on %s".formatted(MARKS, databases.primary()));
            Set<Long> marks = write(login(databases, databases.primary()));
            long written = System.nanoTime();
            for (String replica : databases.replicas()) {
                progress.accept("reading them on " + replica);
                look(login(databases, replica), marks);
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

    /** Numbers that no run before has used. */
    private Set<Long> write(Login primary) throws InterruptedException {
        Set<Long> marks = new HashSet<>();
        try (Visit visit = visit(primary)) {
            visit.prepare();
            long first = System.currentTimeMillis() * MARKS;
            for (long mark = first; mark < first + MARKS; mark++) {
                visit.write(mark);
                marks.add(mark);
            }
        }
        return marks;
    }

    private void look(Login replica, Set<Long> marks) throws InterruptedException {
        try (Visit visit = visit(replica)) {
            long start = System.nanoTime();
            Set<Long> seen = visit.read();
            while (!seen.containsAll(marks)) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw Failure.refused(
                            "Of %d rows written on the primary, the replica %s has %d after %d seconds."
                                    .formatted(MARKS, replica.address(), seen.size(), PATIENCE.toSeconds()),
                            "See how far behind it is: coffer instance list");
                }
                Thread.sleep(LOOK);
                seen = visit.read();
            }
            if (visit.isOpen()) {
                throw Failure.refused(
                        "The replica %s takes writes, which its primary would never see.".formatted(replica.address()),
                        "Report this; do not write there.");
            }
        }
    }

    /** A server that has just been set up may not know its user yet; it is given a moment. */
    private Visit visit(Login login) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                return trial.visit(login);
            } catch (EngineFailure e) {
                if (System.nanoTime() - start > FIRST_PATIENCE.toNanos()) {
                    throw e;
                }
                Thread.sleep(FIRST_PAUSE);
            }
        }
    }

    private static Login login(Databases databases, String address) {
        return new Login(address, databases.user(), databases.password(), databases.database());
    }
}
