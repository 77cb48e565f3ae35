package dev.coffer.engine.mongodb;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is.
 *
 * @param authority who has signed its certificate; null for a server without one
 */
record Endpoint(String address, int port, @Nullable Path authority) {
    private static final Duration KNOCK = Duration.ofMillis(500);

    /** Fails at once where nobody listens; the driver would go on trying. */
    void knock() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), Math.toIntExact(KNOCK.toMillis()));
        } catch (IOException refused) {
            throw new EngineFailure(Kind.PASSING, "The database server does not run.", refused);
        }
    }

    Optional<SSLContext> trust() {
        if (authority == null) {
            return Optional.empty();
        }
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new EngineFailure(
                    Kind.BROKEN, "The certificate of the authority, %s, cannot be read.".formatted(authority), e);
        }
    }
}
