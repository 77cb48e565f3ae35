package dev.coffer.api.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.api.ApiOnDisk;
import dev.coffer.fuzz.Fuzz;
import dev.coffer.fuzz.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes come to the API's port are answered or cut off, never with an error of the server. */
final class HttpFuzzTest {
    private static final Duration BOX = Duration.ofSeconds(8);
    private static final int SILENCE_MILLIS = 4_000;
    private static final List<String> TARGETS = List.of(
            "/",
            "/v3/auth/tokens",
            "/v1.0/" + ApiOnDisk.PROJECT + "/instances?limit=2&marker=%41",
            "/v1.0/" + ApiOnDisk.PROJECT + "/instances/a%2Fb%00c/users/%25%40%E2%82%AC",
            "/v1.0/" + ApiOnDisk.PROJECT + "/datastores/%F0%9F%A6%86");

    @TempDir
    Path directory;

    private ApiOnDisk api;
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        api = new ApiOnDisk(directory);
        server = new HttpServer(api.api());
        port = server.start("127.0.0.1:0");
    }

    @AfterEach
    void stop() {
        server.close();
        api.close();
    }

    @Test
    @Timeout(120)
    void whatever_bytes_come_are_answered_or_cut_off() throws IOException {
        Fuzz.run("The API's port", BOX, this::send);
        assertThat(status(exchange("GET /healthcheck HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(200);
    }

    private void send(Random random) throws IOException {
        Mutations mutations = new Mutations(random);
        String target = mutations.any(TARGETS);
        if (mutations.chance(2)) {
            target = mutations.damaged(target);
        }
        String body = mutations.chance(2) ? "" : "{\"instance\": {\"name\": \"a\"}}";
        String head = "%s %s HTTP/1.1\r\nHost: %s\r\nX-Auth-Token: %s\r\n%s%s: %s\r\nConnection: close\r\n\r\n"
                .formatted(
                        mutations.any(
                                List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PRI")),
                        target,
                        mutations.chance(10) ? mutations.text() : "api.example",
                        mutations.chance(3) ? mutations.text() : ApiOnDisk.TOKEN,
                        body.isEmpty() ? "" : framing(mutations, body),
                        mutations.any(
                                List.of("X-A", "Content-Type", "Expect", "Upgrade", "Forwarded", "Range", "Accept")),
                        mutations.chance(2) ? mutations.text() : "100-continue");
        byte[] request = (head + body).getBytes(StandardCharsets.UTF_8);
        byte[] answer = exchange(mutations.chance(2) ? mutations.damaged(request) : request);
        if (answer.length > 0) {
            assertThat(status(answer))
                    .as(new String(answer, StandardCharsets.UTF_8))
                    .isNotEqualTo(500)
                    .isBetween(100, 505);
        }
    }

    private static String framing(Mutations mutations, String body) {
        return switch (mutations.any(List.of(0, 1, 2, 3))) {
            case 0 -> "Content-Length: %d\r\n".formatted(body.length());
            case 1 -> "Transfer-Encoding: chunked\r\n";
            case 2 -> "Content-Length: %d\r\nTransfer-Encoding: chunked\r\n".formatted(body.length());
            default -> "Content-Length: %s\r\n".formatted(mutations.text());
        };
    }

    private byte[] exchange(byte[] request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(SILENCE_MILLIS);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                socket.getInputStream().transferTo(answer);
            } catch (SocketException cutOff) {
                return answer.toByteArray();
            }
            return answer.toByteArray();
        }
    }

    private static int status(byte[] answer) {
        String line = new String(answer, 0, Math.min(answer.length, 12), StandardCharsets.ISO_8859_1);
        assertThat(line).matches("HTTP/1\\.[01] \\d{3}");
        return Integer.parseInt(line.substring(9));
    }
}
