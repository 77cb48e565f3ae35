package dev.coffer.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Coffer's own certificate authority, made at first start in {@code <home>/control/ca} (private key readable by its owner only).
 */
public final class CertificateAuthority {
    private static final Duration LIFE = Duration.ofDays(3653);
    /** Clocks of hosts differ, and are set back; a certificate must be good all the same. */
    private static final Duration SLACK = Duration.ofDays(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final InstantSource clock;

    private CertificateAuthority(PrivateKey key, X509Certificate certificate, InstantSource clock) {
        this.key = key;
        this.certificate = certificate;
        this.clock = clock;
    }

    /** Opens the authority in this directory, making it when there is none. */
    public static CertificateAuthority open(Path directory) {
        return open(directory, InstantSource.system());
    }

    public static CertificateAuthority open(Path directory, InstantSource clock) {
        AuthorityFiles files = new AuthorityFiles(directory);
        try {
            if (!files.exist()) {
                KeyPair pair = Credentials.newKey();
                files.create(pair.getPrivate(), selfSigned(pair, clock.instant()));
            }
            return new CertificateAuthority(files.key(), files.certificate(), clock);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "The certificate authority in %s cannot be opened: %s. Restore the directory from a backup of it."
                            .formatted(directory, e.getMessage()),
                    e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** PEM of the authority's certificate. */
    public String pem() {
        return Pem.of(certificate);
    }

    /**
     * A certificate for a server or an agent.
     *
     * @param commonName instance id, or host name
     * @param addresses IPv4 addresses and names it may serve under
     * @param usage what it may be used for
     */
    public X509Certificate issue(PublicKey key, String commonName, List<String> addresses, Usage usage) {
        if (!commonName.matches("[A-Za-z0-9.-]{1,64}")) {
            throw new IllegalArgumentException("%s cannot be a certificate's name.".formatted(commonName));
        }
        Instant from = clock.instant().minus(SLACK);
        Instant to = earlier(from.plus(LIFE), certificate.getNotAfter().toInstant());
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    certificate.getSubjectX500Principal(),
                    serial(),
                    Date.from(from),
                    Date.from(to),
                    new X500Principal("CN=" + commonName),
                    key);
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage.purposes()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
            if (!addresses.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(addresses));
            }
            return sign(builder, this.key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("A certificate for %s cannot be issued.".formatted(commonName), e);
        }
    }

    /** A fresh key and certificate for a listener of the control plane itself; kept in memory only. */
    public Credentials serve(String commonName, List<String> addresses) {
        KeyPair pair = Credentials.newKey();
        return new Credentials(
                pair.getPrivate(), issue(pair.getPublic(), commonName, addresses, Usage.SERVER), certificate);
    }

    private static X509Certificate selfSigned(KeyPair pair, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        byte[] mark = new byte[4];
        RANDOM.nextBytes(mark);
        X500Principal name = new X500Principal("CN=Coffer authority " + new BigInteger(1, mark).toString(16));
        Instant from = now.minus(SLACK);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, serial(), Date.from(from), Date.from(from.plus(LIFE)), name, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return sign(builder, pair.getPrivate());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static GeneralNames names(List<String> addresses) {
        return new GeneralNames(addresses.stream()
                .map(address ->
                        new GeneralName(isAddress(address) ? GeneralName.iPAddress : GeneralName.dNSName, address))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9.]+") || text.contains(":");
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(126);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** Extended key usage of an issued certificate. */
    public enum Usage {
        /** Serves. */
        SERVER,
        /** Opens connections to the control plane and to other agents, and serves copies to them. */
        AGENT;

        private KeyPurposeId[] purposes() {
            return switch (this) {
                case SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
                case AGENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth};
            };
        }
    }
}
