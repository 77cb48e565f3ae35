package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits until a replica is where it is to be, or says why it does not get there. */
final class ReplicaProgress {
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration STALLED = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(25);

    private final ReplicationWords words;
    private final Positions positions;

    ReplicaProgress(ReplicationWords words) {
        this.words = words;
        this.positions = words.positions();
    }

    /** A replica counts as connected before the primary has looked whether it has what the replica needs. */
    void awaitFollowing(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + CONNECT.toNanos();
        Predicate<ReplicaStatus> isServed = words.isServed(session);
        while (true) {
            ReplicaStatus status = words.status(session)
                    .orElseThrow(() -> new EngineFailure(Kind.PASSING, "The replica was told to follow nobody."));
            if (status.running() && isServed.test(status)) {
                return;
            }
            boolean hopeless = status.isDiverged() || status.applyError() != 0;
            if (hopeless || System.nanoTime() > deadline) {
                String problem = status.problem().orElse("The replica's primary is silent.");
                throw new EngineFailure(hopeless ? Kind.BROKEN : Kind.PASSING, problem);
            }
            Thread.sleep(GLANCE);
        }
    }

    /** @param deadline as {@link System#nanoTime()} */
    void awaitPosition(Session session, String position, long deadline) throws InterruptedException {
        while (!positions.contains(positions.of(session), position)) {
            Optional<ReplicaStatus> status = words.status(session);
            if (System.nanoTime() > deadline || status.isEmpty()) {
                String why = status.flatMap(ReplicaStatus::problem).orElse("It is still behind.");
                throw new EngineFailure(
                        Kind.PASSING, "The replica has not applied everything up to %s. %s".formatted(position, why));
            }
            awaitApplied(session, position);
        }
    }

    /** Waits up to a second. */
    private void awaitApplied(Session session, String position) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted while waiting for the replica.");
        }
        positions.awaitApplied(session, position);
    }

    /** Receives no more; the receiver is stopped alone, since the replica may throw away what both threads leave behind. */
    void applyReceived(Session session) throws InterruptedException {
        Optional<ReplicaStatus> before = words.status(session);
        if (before.isEmpty()) {
            return;
        }
        if (words.canStartApplying(before.get())) {
            session.run("START %s SQL_THREAD".formatted(words.replica()));
        }
        session.run("STOP %s IO_THREAD".formatted(words.replica()));
        String progress = positions.applied(session);
        long deadline = System.nanoTime() + STALLED.toNanos();
        while (true) {
            ReplicaStatus status = words.status(session).orElseThrow();
            String now = positions.applied(session);
            if (positions.contains(now, status.received())) {
                return;
            }
            if (!now.equals(progress)) {
                progress = now;
                deadline = System.nanoTime() + STALLED.toNanos();
            }
            if (status.applyError() != 0 || !status.applying() || System.nanoTime() > deadline) {
                throw new EngineFailure(
                        status.applyError() != 0 ? Kind.BROKEN : Kind.PASSING,
                        "The replica cannot apply all it has received. "
                                + status.problem().orElse(""));
            }
            awaitApplied(session, status.received());
        }
    }
}
