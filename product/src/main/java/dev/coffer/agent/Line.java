package dev.coffer.agent;

import dev.coffer.bus.Wire;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection: a bounded queue of what is to be sent, and pings that show within seconds that the other end is gone.
 */
final class Line implements WebSocket.Listener {
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int QUEUE = 64;
    private static final System.Logger LOG = System.getLogger(Line.class.getName());

    private final Wire wire;
    private final Link.Receiver receiver;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable WebSocket> socket = new AtomicReference<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile long lastHeard = System.nanoTime();

    Line(Wire wire, Link.Receiver receiver) {
        this.wire = wire;
        this.receiver = receiver;
    }

    void over(WebSocket open) {
        socket.set(open);
        lastHeard = System.nanoTime();
    }

    boolean send(String text) {
        return ended.getCount() > 0 && queue.offer(text);
    }

    /** Sends what is queued, until the connection has ended. */
    void stay() throws IOException, InterruptedException {
        WebSocket open = socket.get();
        if (open == null) {
            throw new IOException("not connected");
        }
        open.request(1);
        long lastPing = System.nanoTime();
        while (ended.getCount() > 0) {
            String text = queue.poll(PING.toMillis() / 3, TimeUnit.MILLISECONDS);
            if (text != null) {
                await(open.sendText(text, true));
            }
            long now = System.nanoTime();
            if (now - lastPing > PING.toNanos()) {
                lastPing = now;
                await(open.sendPing(ByteBuffer.allocate(0)));
            }
            if (now - lastHeard > SILENCE.toNanos()) {
                throw new IOException("it fell silent");
            }
        }
    }

    private static void await(CompletionStage<WebSocket> sent) throws IOException, InterruptedException {
        try {
            sent.toCompletableFuture().get(SILENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(Trouble.of(e.getCause() == null ? e : e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("it takes nothing more", e);
        }
    }

    void close() {
        ended.countDown();
        WebSocket open = socket.get();
        if (open != null) {
            open.abort();
        }
    }

    /** Nothing is asked for before {@link #stay}: an answer to it would find nobody to take it. */
    @Override
    public void onOpen(WebSocket open) {
        lastHeard = System.nanoTime();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
        lastHeard = System.nanoTime();
        if (partial.length() + data.length() > Wire.LONGEST) {
            LOG.log(System.Logger.Level.WARNING, "The control plane sent an envelope that is too long.");
            close();
            return null;
        }
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            partial.trimToSize();
            receive(text);
        }
        open.request(1);
        return null;
    }

    private void receive(String text) {
        try {
            receiver.received(wire.envelope(text));
        } catch (Wire.Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "The control plane sent something that is {0}.", e.getMessage());
        }
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket open, ByteBuffer message) {
        lastHeard = System.nanoTime();
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int status, String reason) {
        LOG.log(
                System.Logger.Level.INFO,
                "The control plane closed the connection ({0} {1}).",
                String.valueOf(status),
                reason);
        ended.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket open, Throwable error) {
        LOG.log(System.Logger.Level.INFO, "The connection broke ({0}).", Trouble.of(error));
        ended.countDown();
    }
}
