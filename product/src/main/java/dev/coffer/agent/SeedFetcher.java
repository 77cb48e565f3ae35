package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Replication;
import dev.coffer.trust.Credentials;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Fetches a copy from a primary's agent, trying again when it was cut off. */
final class SeedFetcher {
    private static final int ATTEMPTS = 6;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(SeedFetcher.class.getName());

    private final Identity identity;
    private final InstantSource clock;
    private final Duration firstPause;

    SeedFetcher(Identity identity, InstantSource clock, Duration firstPause) {
        this.identity = identity;
        this.clock = clock;
        this.firstPause = firstPause;
    }

    void fetch(Command.FetchSeed fetch, Replication replication, @Nullable Instant deadline)
            throws InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                fetchOnce(fetch, replication);
                return;
            } catch (SeedInput.TicketRefused e) {
                throw new EngineFailure(EngineFailure.Kind.BROKEN, String.valueOf(e.getMessage()), e);
            } catch (IOException | GeneralSecurityException e) {
                LOG.log(System.Logger.Level.WARNING, "Copy from {0} failed ({1}).", fetch.primaryId(), Trouble.of(e));
                boolean late = deadline != null && clock.instant().plus(pause).isAfter(deadline);
                if (attempt == ATTEMPTS || late) {
                    throw new EngineFailure(
                            EngineFailure.Kind.PASSING,
                            "The copy from %s could not be fetched: %s.".formatted(fetch.primaryId(), e.getMessage()),
                            e);
                }
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private void fetchOnce(Command.FetchSeed fetch, Replication replication)
            throws IOException, GeneralSecurityException, InterruptedException {
        Credentials credentials = identity.stored();
        try (Socket plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(fetch.address(), fetch.seedPort()), Math.toIntExact(CONNECT.toMillis()));
            plain.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
            try (SSLSocket socket = (SSLSocket) credentials
                    .context()
                    .getSocketFactory()
                    .createSocket(plain, fetch.address(), fetch.seedPort(), true)) {
                SeedFrames.prefer(socket);
                socket.startHandshake();
                requirePrimary(socket, fetch.primaryId());
                take(socket, fetch.ticket(), replication);
            }
        }
    }

    /** Who answers at an address can change; who holds the primary's key cannot. */
    private static void requirePrimary(SSLSocket socket, String primaryId) throws IOException {
        X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        boolean right = Credentials.isAgent(peer)
                && Credentials.commonName(peer).filter(primaryId::equals).isPresent();
        if (!right) {
            throw new IOException("at its address another than the agent of %s answered".formatted(primaryId));
        }
    }

    private static void take(SSLSocket socket, String ticket, Replication replication)
            throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        out.write((SeedFrames.GREETING + ticket + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        CountDownLatch done = new CountDownLatch(1);
        Thread life = Thread.ofVirtual().name("seed-life").start(() -> signLife(out, done));
        try {
            SeedInput copy = new SeedInput(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            replication.readSeed(copy);
            copy.requireWhole();
        } finally {
            done.countDown();
            life.join();
        }
        // The copy is in place. If this word is lost the ticket merely lasts until it expires.
        try {
            out.write(SeedFrames.TAKEN);
            out.flush();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "The primary's agent was gone when the copy was in place.");
        }
    }

    /** Ended by a latch: an interrupt in the middle of a write would close the connection. */
    private static void signLife(OutputStream out, CountDownLatch done) {
        try {
            while (!done.await(SIGN_OF_LIFE.toSeconds(), TimeUnit.SECONDS)) {
                out.write(SeedFrames.WAIT);
                out.flush();
            }
        } catch (InterruptedException | IOException e) {
            // Reading notices a broken connection; nothing to add here.
        }
    }
}
