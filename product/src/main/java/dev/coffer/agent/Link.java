package dev.coffer.agent;

import dev.coffer.bus.Envelope;
import dev.coffer.bus.Wire;
import dev.coffer.trust.Credentials;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The agent's connection to the control plane: opened again and again for as long as the agent lives. */
final class Link implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);
    private static final System.Logger LOG = System.getLogger(Link.class.getName());

    /** Receives what the control plane sends, one after the other. */
    interface Receiver {
        void connected();

        void received(Envelope envelope);
    }

    private final URI controlPlane;
    private final Identity identity;
    private final Wire wire;
    private final Receiver receiver;
    private final Thread thread;
    private volatile @Nullable Line line;
    private String lastTrouble = "";

    Link(URI controlPlane, Identity identity, Wire wire, Receiver receiver) {
        this.controlPlane = controlPlane;
        this.identity = identity;
        this.wire = wire;
        this.receiver = receiver;
        this.thread = Thread.ofVirtual().name("link").unstarted(this::keepUp);
    }

    void start() {
        thread.start();
    }

    /** False when not connected, or when the control plane does not take what is sent. */
    boolean send(Envelope envelope) {
        Line current = line;
        return current != null && current.send(wire.write(envelope));
    }

    boolean isConnected() {
        return line != null;
    }

    private void keepUp() {
        Duration pause = FIRST_PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            long begin = System.nanoTime();
            boolean refused = false;
            try {
                connectAndStay();
                say("The connection to %s has ended; connecting again.".formatted(controlPlane));
            } catch (InterruptedException e) {
                return;
            } catch (Identity.Refused e) {
                refused = true;
                say(e.getMessage() + " Its instance may have been deleted or its identity revoked; trying again.");
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                say("The control plane at %s cannot be reached (%s); trying again."
                        .formatted(controlPlane, Trouble.of(e)));
            }
            boolean stood = System.nanoTime() - begin > PATIENCE.toNanos();
            pause = refused ? REFUSED_PAUSE : stood ? FIRST_PAUSE : longer(pause);
            if (!sleep(pause)) {
                return;
            }
        }
    }

    private void connectAndStay() throws IOException, GeneralSecurityException, InterruptedException {
        Credentials credentials = identity.obtain();
        Line open = new Line(wire, receiver, WebSocket.open(controlPlane, credentials.context(), PATIENCE));
        try {
            line = open;
            lastTrouble = "";
            LOG.log(System.Logger.Level.INFO, "Connected to {0}.", controlPlane);
            receiver.connected();
            open.stay();
        } finally {
            line = null;
            open.close();
        }
    }

    /** Once, not again with every attempt. */
    private void say(String trouble) {
        if (!trouble.equals(lastTrouble)) {
            LOG.log(System.Logger.Level.WARNING, trouble);
            lastTrouble = trouble;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** With jitter, so that the agents of a restarted control plane do not all come at once. */
    private static boolean sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis()));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
