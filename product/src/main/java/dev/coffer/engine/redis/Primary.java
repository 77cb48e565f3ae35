package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A primary as one who would follow it sees it from afar. */
final class Primary {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RedisPlaces places;
    private final Rosters rosters;

    Primary(RedisPlaces places, Rosters rosters) {
        this.places = places;
        this.rosters = rosters;
    }

    /** The port replicas use: the encrypted one where there are certificates. */
    int port(int standard) {
        return places.hasTls() ? RedisEngine.TLS_PORT : standard;
    }

    Position position(String address, int port) {
        try (Session session = login(address, port)) {
            Roster roster = rosters.received(session)
                    .orElseThrow(() -> new EngineFailure(
                            Kind.PASSING,
                            "The server at %s does not say yet what its data are; try again.".formatted(address)));
            return roster.history().at(ReplicationStatus.read(session).offset());
        } catch (IOException | GeneralSecurityException e) {
            throw new EngineFailure(
                    Kind.PASSING, "The primary at %s cannot be reached: %s".formatted(address, e.getMessage()), e);
        }
    }

    private Session login(String address, int port) throws IOException, GeneralSecurityException {
        Socket socket = places.hasTls() ? encrypted() : new Socket();
        return Session.open(
                socket,
                Names.REPLICATION,
                rosters.replicationPassword(),
                PATIENCE,
                () -> socket.connect(new InetSocketAddress(address, port), Session.milliseconds(PATIENCE)));
    }

    /** Trusts whom the set's authority has certified, as the server does when it follows. */
    private Socket encrypted() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(places.authority())) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("authority" + number++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory().createSocket();
    }
}
