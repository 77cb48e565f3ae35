package dev.coffer.agent;

import dev.coffer.bus.Enrolment;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A connection to the agents' listener that says whatever it is told to. */
final class RawAgent implements WebSocket.Listener, AutoCloseable {
    final List<Envelope> received = new CopyOnWriteArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    volatile int closeStatus;
    volatile String closeReason = "";
    private final HttpClient client;
    private final WebSocket socket;
    private final StringBuilder partial = new StringBuilder();

    RawAgent(URI controlPlane, SSLContext tls) throws ExecutionException, InterruptedException, TimeoutException {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build();
        URI uri = URI.create("wss://" + controlPlane.getAuthority() + Enrolment.CONNECT);
        socket = client.newWebSocketBuilder().buildAsync(uri, this).get(10, TimeUnit.SECONDS);
    }

    void send(String text) throws ExecutionException, InterruptedException, TimeoutException {
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
    }

    void send(Envelope.Type type, String id, String payload)
            throws ExecutionException, InterruptedException, TimeoutException {
        send(Wire.strict().write(new Envelope(id, type, 1, null, payload)));
    }

    void ping() throws ExecutionException, InterruptedException, TimeoutException {
        socket.sendPing(java.nio.ByteBuffer.allocate(0)).get(20, TimeUnit.SECONDS);
    }

    /** A connection that was cut meanwhile is no surprise. */
    void pingIfOpen() throws InterruptedException, TimeoutException {
        try {
            ping();
        } catch (ExecutionException e) {
            ended.countDown();
        }
    }

    boolean awaitEnd() throws InterruptedException {
        return ended.await(15, TimeUnit.SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                received.add(Wire.strict().envelope(partial.toString()));
            } catch (Wire.Malformed e) {
                throw new AssertionError(e);
            }
            partial.setLength(0);
        }
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int status, String reason) {
        closeStatus = status;
        closeReason = reason;
        ended.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket open, Throwable error) {
        ended.countDown();
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }
}
