package dev.coffer.agent;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Server;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps the engine running while it should: adopts it when the agent starts, starts it again when it crashed, tends it meanwhile. */
final class Supervisor implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration TEND = Duration.ofSeconds(5);
    /** One that crashes sooner than this after its start is started less and less often. */
    private static final Duration STEADY = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(Supervisor.class.getName());

    private final Server server;
    private final AgentState state;
    private final InstantSource clock;
    private final ReentrantLock engine;
    private final Runnable report;
    private final Thread thread = Thread.ofVirtual().name("supervisor").unstarted(this::watch);
    private boolean adopted;
    private Duration pause = FIRST_PAUSE;
    private Instant notBefore = Instant.MIN;
    private Instant started = Instant.MIN;
    private Instant tended = Instant.EPOCH;
    private volatile @Nullable String problem;

    /**
     * @param engine held while it looks
     * @param report says how the engine is, when that has changed
     */
    Supervisor(Server server, AgentState state, InstantSource clock, ReentrantLock engine, Runnable report) {
        this.server = server;
        this.state = state;
        this.clock = clock;
        this.engine = engine;
        this.report = report;
    }

    void start() {
        thread.start();
    }

    /** Why the engine does not run although it should. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void watch() {
        try {
            while (true) {
                if (engine.tryLock()) {
                    try {
                        look();
                    } finally {
                        engine.unlock();
                    }
                }
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            // The agent ends; the engine goes on.
        }
    }

    /** One look. The caller holds the engine's lock. */
    void look() throws InterruptedException {
        if (state.desired() != AgentState.Desired.RUNNING) {
            problem = null;
            return;
        }
        boolean running = server.isRunning();
        Instant now = clock.instant();
        if (running && adopted) {
            problem = null;
            if (now.isAfter(started.plus(STEADY))) {
                pause = FIRST_PAUSE;
            }
            tend(now);
            return;
        }
        if (now.isBefore(notBefore)) {
            return;
        }
        LOG.log(
                System.Logger.Level.INFO,
                running ? "Adopting the running engine." : "The engine does not run; starting it.");
        try {
            server.start();
            adopted = true;
            problem = null;
            started = clock.instant();
            LOG.log(System.Logger.Level.INFO, "The engine answers.");
            report.run();
        } catch (EngineFailure | IOException e) {
            problem = "The engine does not start: %s"
                    .formatted(Trouble.answer("Starting it", e).message());
            LOG.log(System.Logger.Level.ERROR, problem);
        } catch (RuntimeException e) {
            problem = Trouble.answer("Starting the engine", e).message();
        }
        notBefore = clock.instant().plus(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    private void tend(Instant now) throws InterruptedException {
        if (now.isBefore(tended.plus(TEND)) && !now.isBefore(tended)) {
            return;
        }
        tended = now;
        try {
            server.tend();
        } catch (EngineFailure e) {
            LOG.log(System.Logger.Level.DEBUG, "The engine could not be tended: {0}", e.getMessage());
        } catch (IOException | RuntimeException e) {
            Trouble.log("Tending the engine", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
