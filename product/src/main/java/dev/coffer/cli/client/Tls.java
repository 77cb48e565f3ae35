package dev.coffer.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom to trust beyond the JDK's own authorities. */
public final class Tls {
    private final SSLContext context;
    private final boolean anyHost;

    private Tls(TrustManager[] managers, boolean anyHost) throws GeneralSecurityException {
        this.context = SSLContext.getInstance("TLS");
        this.context.init(null, managers, null);
        this.anyHost = anyHost;
    }

    /** The certificates of a PEM file, and nobody else. */
    public static Tls trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw unusable(pem);
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return new Tls(factory.getTrustManagers(), false);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(pem);
        }
    }

    /** No check at all, as the user asked with {@code --insecure} or {@code verify: false}. */
    public static Tls unchecked() {
        try {
            return new Tls(new TrustManager[] {new Anybody()}, true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no TLS.", e);
        }
    }

    void configure(HttpsURLConnection connection) {
        connection.setSSLSocketFactory(context.getSocketFactory());
        if (anyHost) {
            connection.setHostnameVerifier((_, _) -> true);
        }
    }

    void configure(HttpClient.Builder client) {
        client.sslContext(context);
    }

    private static Failure unusable(Path pem) {
        return Failure.usage(
                "%s holds no readable PEM certificate.".formatted(pem),
                "Name a file with the authority's certificate (-----BEGIN CERTIFICATE-----).");
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
