package dev.coffer.trust;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;

/**
 * Coffer's own certificate authority, made at first start in {@code <home>/control/ca} (private key readable by its owner only).
 */
public final class CertificateAuthority {

    /** Opens the authority in this directory, making it when there is none. */
    public static CertificateAuthority open(Path directory) {
        throw new UnsupportedOperationException();
    }

    public X509Certificate certificate() {
        throw new UnsupportedOperationException();
    }

    /** PEM of the authority's certificate. */
    public String pem() {
        throw new UnsupportedOperationException();
    }

    /**
     * A certificate for a server or an agent.
     *
     * @param commonName instance id, or host name
     * @param addresses IPv4 addresses and names it may serve under
     * @param usage what it may be used for
     */
    public X509Certificate issue(PublicKey key, String commonName, java.util.List<String> addresses, Usage usage) {
        throw new UnsupportedOperationException();
    }

    /** Extended key usage of an issued certificate. */
    public enum Usage {
        SERVER,
        AGENT
    }
}
