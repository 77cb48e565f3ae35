package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import java.time.Duration;

/** Closes a server for every write, root's included, while it goes on answering, and opens it. */
final class Closing {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(25);

    private Closing() {}

    static void open(Session session) {
        session.set(Options.CLOSING, Options.OPEN);
    }

    /** Commands run one after another: what ran before this was acknowledged, and none after it writes. Scripts are ended. */
    static void close(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                session.set(Options.CLOSING, Options.CLOSED);
                return;
            } catch (EngineFailure failure) {
                if (!Failures.code(failure).equals(Failures.BUSY) || System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            endScripts(session);
            Thread.sleep(GLANCE);
        }
    }

    /** One that has written already cannot be ended; it is waited for. */
    static void endScripts(Session session) {
        kill(session, "SCRIPT");
        kill(session, "FUNCTION");
    }

    private static void kill(Session session, String what) {
        try {
            session.ask(what, "KILL");
        } catch (EngineFailure failure) {
            if (!Failures.ofScripts(failure)) {
                throw failure;
            }
        }
    }
}
