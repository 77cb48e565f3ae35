package dev.coffer.engine.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.trust.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent says to whoever listens in the place of its server. */
class SessionTest {
    private static final Session.Login LOGIN = new Session.Login(Session.AGENT, "a secret of the agent");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String address = "127.253.%d.%d"
            .formatted(
                    ThreadLocalRandom.current().nextInt(256),
                    ThreadLocalRandom.current().nextInt(1, 255));

    private Path authority;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        authority = directory.resolve("ca.pem");
        Files.writeString(
                authority, CertificateAuthority.open(directory.resolve("ca")).pem());
    }

    /** Answers what it was sent. */
    private String heard(byte[] answer, Optional<Path> known) throws IOException, InterruptedException {
        AtomicReference<String> heard = new AtomicReference<>("");
        try (ServerSocket stranger = new ServerSocket(CassandraEngine.PORT, 1, InetAddress.getByName(address))) {
            Thread listening = Thread.ofVirtual().start(() -> {
                try (Socket agent = stranger.accept()) {
                    agent.getOutputStream().write(answer);
                    heard.set(new String(agent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
                } catch (IOException gone) {
                    heard.set("nothing");
                }
            });
            assertThatThrownBy(() -> Session.open(new Door(address, known), LOGIN, PATIENCE))
                    .isInstanceOf(EngineFailure.class)
                    .message()
                    .doesNotContain(LOGIN.password());
            listening.join();
        }
        return heard.get();
    }

    @Test
    void a_stranger_without_the_servers_certificate_is_told_no_password() throws IOException, InterruptedException {
        assertThat(heard(new byte[0], Optional.of(authority))).isNotEmpty().doesNotContain(LOGIN.password());
    }

    @Test
    void answers_that_are_no_protocol_or_too_large_are_given_up() throws IOException, InterruptedException {
        assertThat(heard("HTTP/1.1 400 Bad".getBytes(StandardCharsets.US_ASCII), Optional.empty()))
                .doesNotContain(LOGIN.password());
        byte[] endless = {(byte) 0x84, 0, 0, 0, 2, 0x7f, 0, 0, 0};
        assertThat(heard(endless, Optional.empty())).doesNotContain(LOGIN.password());
    }
}
