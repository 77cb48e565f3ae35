package dev.coffer.it;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.json.JsonMapper;

/** What somebody finds in a guest who has become root there: the agent's whole identity, and where the control plane is. */
record Loot(String id, PrivateKey key, List<X509Certificate> chain, X509Certificate authority, URI controlPlane) {

    static Loot of(Coffer coffer, String instance) throws IOException, GeneralSecurityException {
        Path agent = coffer.instance(instance).resolve("agent");
        String settings = Files.readString(agent.resolve("settings.json"));
        return new Loot(
                instance,
                privateKey(agent.resolve("identity.key")),
                List.of(certificate(agent.resolve("identity.crt"))),
                certificate(agent.resolve("ca.pem")),
                URI.create(JsonMapper.shared()
                        .readTree(settings)
                        .get("controlPlane")
                        .asString()));
    }

    /** The same place with other papers. */
    Loot with(PrivateKey otherKey, X509Certificate... otherChain) {
        return new Loot(id, otherKey, List.of(otherChain), authority, controlPlane);
    }

    /** The same place without papers. */
    Loot without() {
        return new Loot(id, key, List.of(), authority, controlPlane);
    }

    SSLContext tls() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = store();
        if (!chain.isEmpty()) {
            own.setKeyEntry("own", key, new char[0], chain.toArray(Certificate[]::new));
        }
        keys.init(own, new char[0]);
        KeyStore trusted = store();
        trusted.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        return store;
    }

    static X509Certificate certificate(Path pem) throws IOException, GeneralSecurityException {
        return certificate(Files.readString(pem));
    }

    static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    static PrivateKey privateKey(Path pem) throws IOException, GeneralSecurityException {
        String body = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
    }

    @Override
    public String toString() {
        return "Loot[" + id + "]";
    }
}
