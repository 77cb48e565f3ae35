package dev.coffer.trust;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * One end of a TLS connection: its private key, its certificate, and the only authority whose certificates it believes. Needs nothing
 * but the JDK, so that agents may use it.
 */
public record Credentials(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

    /** TLS that shows the certificate and believes the authority. */
    public SSLContext context() throws GeneralSecurityException, IOException {
        KeyManager[] own = {new OwnKey(key, certificate)};
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(own, trust(authority).getTrustManagers(), null);
        return context;
    }

    /** TLS for one who has no certificate yet. */
    public static SSLContext anonymous(X509Certificate authority) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust(authority).getTrustManagers(), null);
        return context;
    }

    /** A new key pair on P-256. */
    public static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot make P-256 keys.", e);
        }
    }

    /** Hex SHA-256 of the public key: what is pinned for an agent. */
    public static String fingerprint(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256.", e);
        }
    }

    /** The common name, when that is all the subject is, as in every certificate of Coffer. */
    public static Optional<String> commonName(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        if (!subject.startsWith("CN=") || subject.chars().anyMatch(c -> c == ',' || c == '+' || c == '\\')) {
            return Optional.empty();
        }
        return Optional.of(subject.substring("CN=".length()));
    }

    /** Whether it is an agent's; an engine's certificate of the same instance is not. */
    public static boolean isAgent(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses != null && uses.contains(CLIENT_USE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static TrustManagerFactory trust(X509Certificate authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust;
    }

    @Override
    public String toString() {
        return "Credentials[" + certificate.getSubjectX500Principal() + "]";
    }
}
