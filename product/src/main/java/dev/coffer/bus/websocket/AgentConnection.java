package dev.coffer.bus.websocket;

import dev.coffer.bus.Envelope;
import dev.coffer.bus.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's connection. The agent may be in hostile hands: the next frame is asked for only when the last was dealt with and the
 * agent's allowance permits it, so that a flood stays in the agent's own socket; what is no envelope ends the connection. (Public for
 * Jetty, which calls it by reflection.)
 */
public final class AgentConnection implements Session.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AgentConnection.class);
    private static final Duration STUCK = Duration.ofSeconds(10);

    /** How long a revoked identity may still be heard. */
    private static final Duration TRUST = Duration.ofSeconds(10);

    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final int FRAMES_PER_SECOND = 50;
    private static final int FRAMES_AT_ONCE = 500;
    private static final int CHARACTERS_PER_SECOND = 1 << 20;
    private static final int CHARACTERS_AT_ONCE = 2 * Wire.LONGEST;
    private static final int QUEUE = 1000;
    private static final long QUEUED_CHARACTERS = 4L * Wire.LONGEST;

    private sealed interface Incoming {
        record Text(String text) implements Incoming {}

        record Ping(ByteBuffer payload) implements Incoming {}

        record End() implements Incoming {}
    }

    private sealed interface Outgoing {
        record Text(String text) implements Outgoing {}

        record Pong(ByteBuffer payload) implements Outgoing {}

        record End() implements Outgoing {}
    }

    private final String instanceId;
    private final Lanes lanes;
    private final Wire wire;
    private final Duration silence;
    private final BooleanSupplier stillAdmitted;
    private final BlockingQueue<Incoming> incoming = new ArrayBlockingQueue<>(8);
    private final BlockingQueue<Outgoing> outgoing = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong queuedCharacters = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Allowance frames = new Allowance(FRAMES_PER_SECOND, FRAMES_AT_ONCE);
    private final Allowance characters = new Allowance(CHARACTERS_PER_SECOND, CHARACTERS_AT_ONCE);
    private volatile @Nullable Session session;

    /** @param stillAdmitted asked once the connection can be cut, so that a revocation cannot slip between; and from time to time */
    AgentConnection(String instanceId, Lanes lanes, Wire wire, Duration silence, BooleanSupplier stillAdmitted) {
        this.instanceId = instanceId;
        this.lanes = lanes;
        this.wire = wire;
        this.silence = silence;
        this.stillAdmitted = stillAdmitted;
    }

    String instanceId() {
        return instanceId;
    }

    /** False when the connection has ended or the agent does not take what is sent to it. */
    boolean send(String text) {
        if (ended.getCount() == 0 || queuedCharacters.get() > QUEUED_CHARACTERS) {
            return false;
        }
        if (!outgoing.offer(new Outgoing.Text(text))) {
            return false;
        }
        queuedCharacters.addAndGet(text.length());
        return true;
    }

    void cut(String reason) {
        if (ended.getCount() > 0) {
            LOG.warn("The connection of the agent of {} is cut: {}.", instanceId, reason);
        }
        Session open = session;
        end();
        if (open != null) {
            open.disconnect();
        }
    }

    private void end() {
        ended.countDown();
        if (!incoming.offer(new Incoming.End()) || !outgoing.offer(new Outgoing.End())) {
            LOG.trace("The threads of {} find out by themselves.", instanceId);
        }
    }

    @Override
    public void onWebSocketOpen(Session open) {
        session = open;
        Thread.ofVirtual().name("agent " + instanceId).start(() -> attend(open));
        Thread.ofVirtual().name("to agent " + instanceId).start(() -> write(open));
    }

    @Override
    public void onWebSocketText(String text) {
        take(new Incoming.Text(text));
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload.slice());
        take(new Incoming.Ping(copy.flip()));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        take(new Incoming.Text(""));
    }

    @Override
    public void onWebSocketClose(int status, String reason, Callback callback) {
        end();
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable error) {
        LOG.debug("The connection of the agent of {} broke: {}.", instanceId, error.toString());
        end();
    }

    private void take(Incoming next) {
        if (!incoming.offer(next)) {
            cut("it sent more than it was asked for");
        }
    }

    private void attend(Session open) {
        try {
            lanes.enter(this);
            LOG.info("The agent of {} is connected.", instanceId);
            listen(open);
        } catch (Wire.Malformed e) {
            refuse(open, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn(
                    "The connection of the agent of {} failed ({}); the agent will connect again.",
                    instanceId,
                    e.toString());
        } finally {
            end();
            lanes.leave(this);
            open.disconnect();
            LOG.info("The agent of {} is not connected any more.", instanceId);
        }
    }

    private void listen(Session open) throws Wire.Malformed, InterruptedException {
        long asked = System.nanoTime() - TRUST.toNanos();
        while (ended.getCount() > 0) {
            if (System.nanoTime() - asked >= TRUST.toNanos()) {
                asked = System.nanoTime();
                if (!stillAdmitted.getAsBoolean()) {
                    cut("its identity was revoked");
                    return;
                }
            }
            open.demand();
            Incoming next = incoming.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                cut("it fell silent");
                return;
            }
            long pause = Math.max(frames.take(1), handle(next));
            if (pause > 0 && ended.await(pause, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** Returns how long the next has to wait, in milliseconds. */
    private long handle(Incoming next) throws Wire.Malformed {
        return switch (next) {
            case Incoming.Text(String text) -> {
                receive(wire.envelope(text));
                yield characters.take(text.length());
            }
            case Incoming.Ping(ByteBuffer payload) -> {
                if (!outgoing.offer(new Outgoing.Pong(payload))) {
                    cut("it does not take what is sent to it");
                }
                yield 0;
            }
            case Incoming.End() -> 0;
        };
    }

    private void receive(Envelope envelope) {
        try {
            lanes.received(this, envelope);
        } catch (RuntimeException e) {
            // The agent repeats what it is not told to be settled.
            LOG.warn("{} of the agent of {} could not be dealt with.", envelope, instanceId, e);
        }
    }

    private void refuse(Session open, String reason) {
        LOG.warn("The agent of {} sent what is {}; cut.", instanceId, reason);
        open.close(StatusCode.BAD_PAYLOAD, reason, Callback.NOOP);
        try {
            if (!ended.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("The agent of {} did not say goodbye.", instanceId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Session open) {
        try {
            while (ended.getCount() > 0) {
                Outgoing next = outgoing.poll(STUCK.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(open, next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debug("The connection of the agent of {} broke: {}.", instanceId, String.valueOf(e.getCause()));
            end();
        } catch (TimeoutException e) {
            cut("it does not take what is sent to it");
        }
    }

    private void write(Session open, Outgoing next) throws InterruptedException, ExecutionException, TimeoutException {
        Callback.Completable done = new Callback.Completable();
        switch (next) {
            case Outgoing.Text(String text) -> {
                queuedCharacters.addAndGet(-text.length());
                open.sendText(text, done);
            }
            case Outgoing.Pong(ByteBuffer payload) -> open.sendPong(payload, done);
            case Outgoing.End() -> done.succeed();
        }
        done.get(STUCK.toMillis(), TimeUnit.MILLISECONDS);
    }
}
