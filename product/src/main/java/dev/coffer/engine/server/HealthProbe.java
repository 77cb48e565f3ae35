package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Health;
import dev.coffer.model.ServiceStatus;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a server, quickly and without ever failing. Keeps its session, so that looking costs the server little.
 *
 * @param <S> the engine's session
 */
public final class HealthProbe<S extends HealthProbe.Session> {
    private static final Duration LIMIT = Duration.ofMillis(1_800);

    private final Opening<S> opening;
    private final Questions<S> questions;
    private @Nullable S kept;

    public HealthProbe(Opening<S> opening, Questions<S> questions) {
        this.opening = opening;
        this.questions = questions;
    }

    /** A login on the server. */
    public interface Session extends AutoCloseable {
        /** Longest wait for one answer from now on. */
        void patience(Duration patience);

        @Override
        void close();
    }

    /** Logs in. */
    @FunctionalInterface
    public interface Opening<S> {
        S open(Duration patience);
    }

    /** Asks a server that should run; every question fails when the time is over. */
    @FunctionalInterface
    public interface Questions<S> {
        /** @param next to be called before each question */
        Health ask(S session, Runnable next);
    }

    /** What can be seen without asking the server. */
    public record Outside(boolean initialised, boolean shouldRun, boolean starting, BooleanSupplier runs) {}

    public synchronized Health look(Outside outside) {
        try {
            if (!outside.initialised()) {
                return Health.down(ServiceStatus.NEW, null);
            }
            if (!outside.shouldRun() && !outside.starting()) {
                forget();
                return Health.down(ServiceStatus.SHUTDOWN, null);
            }
            return ask(System.nanoTime() + LIMIT.toNanos());
        } catch (RuntimeException failure) {
            forget();
            return silent(outside, failure);
        }
    }

    private static Health silent(Outside outside, RuntimeException failure) {
        if (outside.starting()) {
            return Health.down(ServiceStatus.RESTARTING, null);
        }
        if (!outside.runs().getAsBoolean()) {
            return Health.down(ServiceStatus.CRASHED, "The database server has ended unexpectedly; its log says why.");
        }
        String why = failure instanceof EngineFailure known ? known.getMessage() : failure.toString();
        return Health.down(ServiceStatus.BLOCKED, "The database server runs but does not answer. " + why);
    }

    private void forget() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    private Health ask(long deadline) {
        if (kept != null) {
            try {
                return ask(kept, deadline);
            } catch (EngineFailure stale) {
                forget(); // the server may have been started anew
            }
        }
        S fresh = opening.open(left(deadline));
        kept = fresh;
        return ask(fresh, deadline);
    }

    private Health ask(S session, long deadline) {
        return questions.ask(session, () -> session.patience(left(deadline)));
    }

    private static Duration left(long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw new EngineFailure(Kind.PASSING, "It did not answer within two seconds.");
        }
        return left;
    }
}
