package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever somebody pours over the control plane, it goes on serving all others, and stays as large as it is. */
class HostileFloodTest {
    private static final Duration FLOOD = Duration.ofSeconds(2);
    private static final int ATTACKERS = 4;
    /** Heap, buffers and code of a process with 256 MiB of heap. */
    private static final long MOST_RESIDENT_KIB = 700 * 1024;

    private static final String LARGE =
            "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n" + "x".repeat(900_000);

    private static final long LONGEST_LOG = 20 << 20;

    @AutoClose
    private static Siege siege;

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Onlooker onlooker = new Onlooker();

    @BeforeAll
    static void start() throws IOException, InterruptedException, GeneralSecurityException {
        siege = new Siege();
    }

    @BeforeEach
    void look() {
        onlooker = new Onlooker();
        onlooker.start(siege);
    }

    @AfterEach
    void othersHaveNotNoticed() throws IOException, InterruptedException {
        onlooker.close();
        onlooker.mustHaveBeenServed();
        siege.mustStand();
        assertThat(residentKib()).as("KiB resident").isLessThan(MOST_RESIDENT_KIB);
    }

    @AfterAll
    static void theLogIsShortAndCalm() throws IOException {
        String log = siege.coffer.log();
        System.out.printf("The log has %d KiB, the control plane %d MiB.%n", log.length() >> 10, residentKib() >> 10);
        assertThat(log)
                .doesNotContain("OutOfMemoryError", "Too many open files")
                .hasSizeLessThan((int) LONGEST_LOG);
    }

    private static long residentKib() throws IOException {
        Path status = Path.of("/proc", Long.toString(siege.coffer.controlPlane().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Many do it at once, again and again; how often it was done is said. */
    private void pour(String what, int attackers, Callable<?> once) throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        long until = System.nanoTime() + FLOOD.toNanos();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < attackers; i++) {
            all.add(threads.submit(() -> {
                while (System.nanoTime() < until) {
                    try {
                        once.call();
                    } catch (IOException refused) {
                        Thread.sleep(1);
                    }
                    done.incrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }
        System.out.printf("%s: %d times in %s%n", what, done.get(), FLOOD);
    }

    @Test
    void reports_at_full_speed() throws IOException, InterruptedException, GeneralSecurityException {
        try (RawLine line = siege.line()) {
            String report = Siege.heartbeat(Map.of("position", "0-1-1", "problem", "x".repeat(4_000)));
            long until = System.nanoTime() + FLOOD.toNanos();
            int sent = 0;
            while (System.nanoTime() < until && line.send("HEARTBEAT", "", report)) {
                sent++;
            }
            System.out.printf("reports: %d in %s%n", sent, FLOOD);
            assertThat(sent).as("more than it may send is taken at once").isGreaterThan(100);
            assertThat(sent).as("it is throttled").isLessThan(5_000);
        }
    }

    @Test
    void acknowledgements_and_replies_of_nothing() throws IOException, InterruptedException, GeneralSecurityException {
        try (RawLine line = siege.line()) {
            long until = System.nanoTime() + FLOOD.toNanos();
            for (int i = 0; System.nanoTime() < until; i++) {
                line.send(i % 2 == 0 ? "RECEIVED" : "REPLY", UUID.randomUUID().toString(), "");
            }
        }
    }

    @Test
    void huge_envelopes() throws InterruptedException {
        String payload = "x".repeat(4_000_000);
        pour("huge envelopes", ATTACKERS, () -> {
            try (RawLine line = siege.line()) {
                line.send("REPLY", "none", payload);
                line.send("x".repeat(5 << 20));
                line.sendBytes(new byte[1 << 20]);
            }
            return null;
        });
    }

    @Test
    void connecting_again_and_again() throws InterruptedException {
        pour("connections", ATTACKERS, () -> {
            siege.line().close();
            return null;
        });
    }

    @Test
    void enrolling_again_and_again() throws InterruptedException, GeneralSecurityException, IOException {
        KeyPair key = Forger.newKey();
        String known = Door.request(siege.victim, "guessed", key.getPrivate(), key.getPublic());
        String unknown = Door.request(UUID.randomUUID().toString(), "guessed", key.getPrivate(), key.getPublic());
        AtomicInteger turn = new AtomicInteger();
        try (Door door = new Door(siege.loot)) {
            pour("enrolments", ATTACKERS, () -> {
                assertThat(door.post(turn.incrementAndGet() % 2 == 0 ? known : unknown))
                        .isIn(401, 503);
                return null;
            });
        }
        assertThat(turn.get()).as("attempts").isGreaterThan(50);
    }

    /** What is made of half a million objects takes many times the bytes of the body, and it is not known yet who sent it. */
    @Test
    void bodies_that_are_dense() throws InterruptedException {
        String dense = "[" + "{},".repeat(340_000) + "{}]";
        HttpRequest login = HttpRequest.newBuilder(siege.coffer.api().resolve("/v3/auth/tokens"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(dense))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            pour("dense bodies", 40, () -> {
                assertThat(client.send(login, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isIn(400, 503);
                return null;
            });
        }
    }

    @Test
    void handshakes_that_are_never_finished() throws InterruptedException, IOException {
        URI agents = siege.loot.controlPlane();
        hold(agents.getPort(), 3_000, new byte[0]);
        hold(agents.getPort(), 1_000, new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
    }

    @Test
    void requests_that_are_never_finished() throws InterruptedException, IOException {
        byte[] begun = "POST /v3/auth/tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"
                .getBytes(StandardCharsets.US_ASCII);
        hold(
                siege.coffer.api().getPort(),
                3_000,
                "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
        hold(siege.coffer.api().getPort(), 3_000, begun);
        hold(siege.coffer.api().getPort(), 6_000, new byte[0]);
        hold(siege.coffer.api().getPort(), 200, LARGE.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void enrolments_that_are_never_finished() throws InterruptedException, IOException, GeneralSecurityException {
        byte[] begun = "POST /agent/v1/enrol HTTP/1.1\r\nHost: a\r\nContent-Length: 8000\r\n\r\n{"
                .getBytes(StandardCharsets.US_ASCII);
        URI agents = siege.loot.controlPlane();
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                SSLSocket socket = (SSLSocket)
                        siege.loot.without().tls().getSocketFactory().createSocket(agents.getHost(), agents.getPort());
                open.add(socket);
                try {
                    socket.getOutputStream().write(begun);
                    socket.getOutputStream().flush();
                } catch (IOException cut) {
                    continue;
                }
            }
            KeyPair key = Forger.newKey();
            try (Door door = new Door(siege.loot)) {
                assertThat(door.enrol(siege.victim, "wrong", key.getPrivate(), key.getPublic()))
                        .as("the door still answers")
                        .isEqualTo(401);
            }
            onlooker.awaitMore(3);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    /** Holds as many connections as it gets, each of which has said this much. */
    private void hold(int port, int count, byte[] begun) throws InterruptedException, IOException {
        List<Socket> open = new ArrayList<>();
        int lost = 0;
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket();
                open.add(socket);
                try {
                    socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
                    OutputStream out = socket.getOutputStream();
                    out.write(begun);
                } catch (IOException refused) {
                    lost++;
                }
            }
            onlooker.awaitMore(3);
            System.out.printf("held %d connections to %d, %d of them refused%n", count, port, lost);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
