package dev.coffer.bus;

import dev.coffer.model.Instance;
import dev.coffer.store.AgentIdentities.AgentIdentity;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may speak for an instance, as the store has it. What is pinned is the fingerprint of the agent's public key. */
public final class StoredRegistrar implements Registrar {
    private final Store store;
    private final CertificateAuthority authority;
    private final InstantSource clock;

    public StoredRegistrar(Store store, CertificateAuthority authority, InstantSource clock) {
        this.store = store;
        this.authority = authority;
        this.clock = clock;
    }

    /** What the store keeps of a token. */
    public static String tokenHash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256.", e);
        }
    }

    @Override
    public Optional<Enrolment.Answer> enrol(Enrolment.Request request) {
        try {
            if (!mayBeKnown(request)) {
                return Optional.empty();
            }
            PublicKey agentKey = Pem.publicKey(request.agentKey());
            PublicKey engineKey = Pem.publicKey(request.engineKey());
            if (!proves(request, agentKey)) {
                return Optional.empty();
            }
            String fingerprint = Credentials.fingerprint(agentKey);
            Optional<Instance> instance = store.write(tx -> admit(tx, request, fingerprint));
            return instance.map(found -> certify(found, agentKey, engineKey));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Read only: those who guess must not hold up the store, nor make it check signatures. */
    private boolean mayBeKnown(Enrolment.Request request) {
        return store.read(tx -> tx.agents().find(request.instance()))
                .filter(found -> !found.revoked())
                .filter(found -> isSame(tokenHash(request.token()), found.tokenHash()) || found.fingerprint() != null)
                .isPresent();
    }

    private static boolean proves(Enrolment.Request request, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(Enrolment.PROOF);
        signature.initVerify(key);
        signature.update(Enrolment.signed(request.instance(), request.agentKey(), request.engineKey()));
        return signature.verify(Base64.getDecoder().decode(request.proof()));
    }

    private Optional<Instance> admit(Tx tx, Enrolment.Request request, String fingerprint) {
        String id = request.instance();
        Optional<AgentIdentity> identity = tx.agents().find(id).filter(found -> !found.revoked());
        Optional<Instance> instance = tx.instances().find(id);
        if (identity.isEmpty() || instance.isEmpty()) {
            return Optional.empty();
        }
        String hash = tokenHash(request.token());
        boolean invited =
                isSame(hash, identity.get().tokenHash()) && tx.agents().pin(id, hash, fingerprint, clock.instant());
        boolean known = isSame(fingerprint, identity.get().fingerprint());
        return invited || known ? instance : Optional.empty();
    }

    private Enrolment.Answer certify(Instance instance, PublicKey agentKey, PublicKey engineKey) {
        List<String> addresses = Stream.of(instance.address(), instance.publicAddress())
                .flatMap(Stream::ofNullable)
                .toList();
        return new Enrolment.Answer(
                Pem.of(authority.issue(agentKey, instance.id(), addresses, CertificateAuthority.Usage.AGENT)),
                Pem.of(authority.issue(engineKey, instance.id(), addresses, CertificateAuthority.Usage.SERVER)),
                authority.pem());
    }

    @Override
    public boolean admits(String instanceId, PublicKey key) {
        String fingerprint = Credentials.fingerprint(key);
        return store.read(tx -> tx.agents().find(instanceId))
                .filter(identity -> !identity.revoked())
                .filter(identity -> isSame(fingerprint, identity.fingerprint()))
                .isPresent();
    }

    private static boolean isSame(String shown, @Nullable String kept) {
        return kept != null
                && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), kept.getBytes(StandardCharsets.UTF_8));
    }
}
