package dev.coffer.agent;

import dev.coffer.bus.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One connection: a bounded queue of what is to be sent, and pings that show within seconds that the other end is gone.
 */
final class Line {
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int QUEUE = 64;
    private static final System.Logger LOG = System.getLogger(Line.class.getName());

    private final Wire wire;
    private final Link.Receiver receiver;
    private final WebSocket socket;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
    private volatile boolean ended;

    Line(Wire wire, Link.Receiver receiver, WebSocket socket) {
        this.wire = wire;
        this.receiver = receiver;
        this.socket = socket;
    }

    boolean send(String text) {
        return !ended && queue.offer(text);
    }

    /**
     * Sends what is queued, until the connection has ended. Nothing is read before: an answer to it would find nobody to take it.
     */
    void stay() throws IOException, InterruptedException {
        socket.silence(SILENCE);
        Thread reader = Thread.ofVirtual().name("link-reader").start(this::read);
        try {
            long lastPing = System.nanoTime();
            while (!ended) {
                String text = queue.poll(PING.toMillis() / 3, TimeUnit.MILLISECONDS);
                if (text != null) {
                    socket.send(text);
                }
                if (System.nanoTime() - lastPing > PING.toNanos()) {
                    lastPing = System.nanoTime();
                    socket.ping();
                }
            }
        } finally {
            close();
            reader.join();
        }
    }

    /** Also notices that nothing is heard any more, and then ends a {@link #stay} that waits for its words to be taken. */
    private void read() {
        try {
            while (!ended) {
                String text = socket.read().text();
                if (text != null) {
                    receive(text);
                }
            }
        } catch (EOFException e) {
            LOG.log(System.Logger.Level.INFO, "The control plane closed the connection ({0}).", Trouble.of(e));
        } catch (SocketTimeoutException e) {
            LOG.log(System.Logger.Level.INFO, "The control plane fell silent.");
        } catch (IOException e) {
            if (!ended) {
                LOG.log(System.Logger.Level.INFO, "The connection broke ({0}).", Trouble.of(e));
            }
        } finally {
            close();
        }
    }

    private void receive(String text) {
        try {
            receiver.received(wire.envelope(text));
        } catch (Wire.Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "The control plane sent something that is {0}.", e.getMessage());
        }
    }

    void close() {
        ended = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The connection did not close ({0}).", Trouble.of(e));
        }
    }
}
