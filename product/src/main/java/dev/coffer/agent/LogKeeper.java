package dev.coffer.agent;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Looks every second that no log of the engine grows too large, whether or not anybody is connected. */
final class LogKeeper implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(LogKeeper.class.getName());

    private final Optional<Logs> logs;
    private final Thread thread = Thread.ofVirtual().name("log-keeper").unstarted(this::keep);

    LogKeeper(Server server) {
        this.logs = server.logs();
    }

    void start() {
        if (logs.isPresent()) {
            thread.start();
        }
    }

    private void keep() {
        try {
            while (true) {
                logs.ifPresent(LogKeeper::look);
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            // The agent ends; its successor looks.
        }
    }

    private static void look(Logs logs) {
        try {
            logs.rotate();
        } catch (EngineFailure e) {
            LOG.log(System.Logger.Level.DEBUG, "The engine did not open its logs anew: {0}", e.getMessage());
        } catch (IOException | RuntimeException e) {
            Trouble.log("Keeping the logs small", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
