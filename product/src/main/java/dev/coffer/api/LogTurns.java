package dev.coffer.api;

import dev.coffer.fault.Fault;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is to change what is published of a log: two that publish the same one at once would publish lines twice. Each log has
 * a lock of its own, since whoever holds it waits for an agent, which may be slow on purpose; it is kept only while somebody wants it.
 */
final class LogTurns {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Turn(ReentrantLock lock, int wanting) {
        Turn wanted(int more) {
            return new Turn(lock, wanting + more);
        }
    }

    private final ConcurrentMap<LogPlace, Turn> turns = new ConcurrentHashMap<>();
    private final Duration patience;

    LogTurns() {
        this(PATIENCE);
    }

    LogTurns(Duration patience) {
        this.patience = patience;
    }

    /** Does the work when nobody else is at this log; refuses when that takes too long. */
    void take(LogPlace place, Runnable work) {
        ReentrantLock lock = turns.merge(place, new Turn(new ReentrantLock(), 1), (turn, _) -> turn.wanted(1))
                .lock();
        try {
            if (!isFree(lock)) {
                throw Fault.unprocessable(
                        "Log '%s' of instance %s is being published or discarded. Try again in a while."
                                .formatted(place.log().name(), place.instanceId()));
            }
            try {
                work.run();
            } finally {
                lock.unlock();
            }
        } finally {
            turns.computeIfPresent(place, (_, turn) -> turn.wanting() == 1 ? null : turn.wanted(-1));
        }
    }

    private boolean isFree(ReentrantLock lock) {
        try {
            return lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many logs somebody is at. */
    int size() {
        return turns.size();
    }
}
