package dev.coffer.engine.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * The way to a server. While one does not run, another program of this host could listen at its address and be given the agent's
 * password: so where a server has a certificate, the agent says it only to who shows that.
 *
 * @param authority file with the certificate of who has signed the server's; empty when it has none
 */
record Door(String address, Optional<Path> authority) {

    static Door of(CassandraPlaces places) {
        return new Door(places.node().address(), places.hasTls() ? Optional.of(places.authority()) : Optional.empty());
    }

    /** @param connected which is closed when it cannot be secured */
    Socket secure(Socket connected) throws IOException {
        if (authority.isEmpty()) {
            return connected;
        }
        try {
            SSLSocket secured = (SSLSocket) context(authority.get())
                    .getSocketFactory()
                    .createSocket(connected, address, connected.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "The authority of the server's certificate, %s, cannot be used.".formatted(authority.get()), e);
        }
    }

    private static SSLContext context(Path authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("authority-" + count++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
