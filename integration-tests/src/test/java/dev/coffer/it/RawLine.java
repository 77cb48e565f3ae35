package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The agents' protocol, spoken by somebody who need not keep to it. */
final class RawLine implements WebSocket.Listener, AutoCloseable {
    static final String CONNECT = "/agent/v1/connect";
    private static final Duration SOON = Duration.ofSeconds(20);

    final List<JsonNode> received = new CopyOnWriteArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    private final HttpClient client;
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    private RawLine(HttpClient client) {
        this.client = client;
    }

    static RawLine open(Loot loot) throws IOException, GeneralSecurityException, InterruptedException {
        return open(loot, CONNECT);
    }

    /** @throws IOException when the control plane does not let it in */
    static RawLine open(Loot loot, String path) throws IOException, GeneralSecurityException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(loot.tls())
                .build();
        RawLine line = new RawLine(client);
        URI uri = URI.create("wss://" + loot.controlPlane().getAuthority() + path);
        try {
            line.socket = client.newWebSocketBuilder().buildAsync(uri, line).get(SOON.toSeconds(), TimeUnit.SECONDS);
            return line;
        } catch (ExecutionException | TimeoutException e) {
            client.shutdownNow();
            String status = e.getCause() instanceof WebSocketHandshakeException refusal
                    ? "status " + refusal.getResponse().statusCode()
                    : "no answer";
            throw new IOException("refused: " + status, e);
        }
    }

    private WebSocket socket() {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("It is not open.");
        }
        return open;
    }

    /** False when it was cut. */
    boolean send(String text) throws InterruptedException {
        try {
            socket().sendText(text, true).get(SOON.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException cut) {
            return false;
        }
    }

    boolean send(String type, String id, String payload) throws InterruptedException {
        return send(envelope(type, id, payload));
    }

    static String envelope(String type, String id, String payload) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("id", id)
                .put("type", type)
                .put("term", 1)
                .put("payload", payload)
                .toString();
    }

    boolean sendBytes(byte[] bytes) throws InterruptedException {
        try {
            socket().sendBinary(ByteBuffer.wrap(bytes), true).get(SOON.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException cut) {
            return false;
        }
    }

    /** The first envelope of this type, from this place in the order they came. */
    JsonNode await(String type, int from) throws InterruptedException {
        Predicate<JsonNode> wanted = envelope -> envelope.get("type").asString().equals(type);
        Coffer.eventually(
                "a " + type + " comes", SOON, () -> received.stream().skip(from).anyMatch(wanted));
        return received.stream().skip(from).filter(wanted).findFirst().orElseThrow();
    }

    void awaitCut() throws InterruptedException {
        assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS))
                .as("the line is cut")
                .isTrue();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket open, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(JsonMapper.shared().readTree(partial.toString()));
            partial.setLength(0);
        }
        open.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int status, String reason) {
        ended.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket open, Throwable error) {
        ended.countDown();
    }

    @Override
    public void close() {
        socket().abort();
        client.shutdownNow();
    }
}
