package dev.coffer.agent;

import dev.coffer.engine.EngineFailure;
import dev.coffer.trust.Credentials;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Where copies are fetched: a TLS port on the instance's address, open while there are tickets. */
final class SeedDoor {
    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    /** Longer than any disk hesitates; a receiver that takes nothing for so long is gone. */
    private static final Duration STUCK = Duration.ofMinutes(5);

    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final int VISITORS = 32;
    private static final System.Logger LOG = System.getLogger(SeedDoor.class.getName());

    /** Opens doors. */
    @FunctionalInterface
    interface Opener {
        SeedDoor open(SeedOffers offers, int port) throws IOException;
    }

    /** Makes copies. */
    @FunctionalInterface
    interface Source {
        void writeSeed(OutputStream out) throws IOException, InterruptedException;
    }

    private final SSLServerSocket listener;
    private final SeedOffers offers;
    private final Source source;
    /** One copy at a time: each costs the primary as much as a full read of its data. */
    private final Semaphore turn;

    private final Semaphore visitors = new Semaphore(VISITORS);
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
    private final Thread porter = Thread.ofVirtual().name("seed-door").unstarted(this::accept);

    private SeedDoor(SSLServerSocket listener, SeedOffers offers, Source source, Semaphore turn) {
        this.listener = listener;
        this.offers = offers;
        this.source = source;
        this.turn = turn;
    }

    static Opener at(String address, Identity identity, Source source) {
        Semaphore turn = new Semaphore(1, true);
        return (offers, port) -> {
            try {
                Credentials credentials = identity.stored();
                SSLServerSocket listener = (SSLServerSocket) credentials
                        .context()
                        .getServerSocketFactory()
                        .createServerSocket(port, VISITORS, InetAddress.getByName(address));
                listener.setNeedClientAuth(true);
                SeedDoor door = new SeedDoor(listener, offers, source, turn);
                door.porter.start();
                return door;
            } catch (GeneralSecurityException e) {
                throw new IOException("the agent's certificate cannot be used: " + e.getMessage(), e);
            }
        };
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) listener.accept();
                if (visitors.tryAcquire()) {
                    Thread.ofVirtual().name("seed").start(() -> receive(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "A visitor was lost ({0}).", Trouble.of(e));
                }
            }
        }
    }

    private void receive(SSLSocket visitor) {
        open.add(visitor);
        try (visitor) {
            visitor.setSoTimeout(Math.toIntExact(GREETING.toMillis()));
            SeedFrames.prefer(visitor);
            visitor.startHandshake();
            X509Certificate peer = (X509Certificate) visitor.getSession().getPeerCertificates()[0];
            String name = Credentials.commonName(peer).orElse("");
            String ticket = greeting(visitor.getInputStream());
            visitor.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
            serve(visitor, name, ticket);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "A copy was not fetched ({0}).", Trouble.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(visitor);
            visitors.release();
        }
    }

    private void serve(SSLSocket visitor, String name, String ticket) throws IOException, InterruptedException {
        SeedOutput out = new SeedOutput(new BufferedOutputStream(visitor.getOutputStream(), 1 << 16));
        if (!offers.isGood(ticket, name)) {
            refuse(out, name);
            return;
        }
        while (!turn.tryAcquire(1, TimeUnit.SECONDS)) {
            out.keepAlive();
        }
        try {
            if (!offers.isGood(ticket, name)) {
                refuse(out, name);
                return;
            }
            write(visitor, out);
        } finally {
            turn.release();
        }
        LOG.log(System.Logger.Level.INFO, "Sent a copy of {0} bytes to {1}.", out.total(), name);
        awaitTaken(visitor.getInputStream());
        offers.used(ticket);
    }

    private static void refuse(SeedOutput out, String name) throws IOException {
        LOG.log(System.Logger.Level.WARNING, "{0} came with a ticket that is not good.", name);
        out.fail(SeedFrames.REFUSED, "The ticket for the copy is used, expired or wrong; create the replica anew.");
    }

    private void write(SSLSocket visitor, SeedOutput out) throws IOException, InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Thread guard = Thread.ofVirtual().name("seed-guard").start(() -> guard(visitor, out, done));
        try {
            source.writeSeed(out);
            out.end();
        } catch (EngineFailure e) {
            out.fail(SeedFrames.FAILED, String.valueOf(e.getMessage()));
            throw new IOException("the engine could not make it: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            Trouble.log("Making a copy", e);
            out.fail(SeedFrames.FAILED, "the primary's agent failed on an unexpected error, see its agent.log");
            throw new IOException("unexpected error", e);
        } finally {
            done.countDown();
            guard.join();
        }
    }

    /** Says between frames that this end is alive, and cuts the connection when the other takes nothing any more. */
    private static void guard(SSLSocket visitor, SeedOutput out, CountDownLatch done) {
        try {
            while (!done.await(1, TimeUnit.SECONDS)) {
                if (out.stuckNanos() > STUCK.toNanos()) {
                    visitor.close();
                    return;
                }
                out.keepAlive();
            }
        } catch (InterruptedException | IOException e) {
            // The transfer has ended, or its writer meets the same broken connection.
        }
    }

    private static void awaitTaken(InputStream in) throws IOException {
        while (true) {
            int word = in.read();
            if (word == SeedFrames.TAKEN) {
                return;
            }
            if (word != SeedFrames.WAIT) {
                throw new IOException("the receiver did not say that it took the copy");
            }
        }
    }

    private static String greeting(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > SeedFrames.LONGEST_GREETING) {
                throw new IOException("no greeting");
            }
            line.append((char) next);
        }
        if (!line.toString().startsWith(SeedFrames.GREETING)) {
            throw new IOException("no greeting");
        }
        return new String(
                line.substring(SeedFrames.GREETING.length()).getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
    }

    /** Lets nobody in any more and frees the port, which is held until the thread that accepts has left it; copies that are being sent go on. */
    void close() {
        try {
            listener.close();
            porter.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The port for copies did not close ({0}).", Trouble.of(e));
        }
    }

    /** Also ends the copies that are being sent. */
    void shut() {
        close();
        for (SSLSocket visitor : open) {
            try {
                visitor.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "A visitor was gone already.");
            }
        }
    }
}
