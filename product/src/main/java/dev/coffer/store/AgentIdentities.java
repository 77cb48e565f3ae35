package dev.coffer.store;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What proves an agent's identity: the pinned certificate, and before it the hash of the one-time token. */
public final class AgentIdentities {

    /**
     * @param tokenHash hex SHA-256 of the enrolment token; null once used
     * @param fingerprint hex SHA-256 of the pinned certificate; null before enrolment
     */
    public record AgentIdentity(
            String instanceId,
            @Nullable String tokenHash,
            @Nullable String fingerprint,
            @Nullable Instant enrolled,
            boolean revoked) {}

    /** A new token for the instance; an identity pinned before is dropped. */
    public void invite(String instanceId, String tokenHash) {
        throw new UnsupportedOperationException();
    }

    public Optional<AgentIdentity> find(String instanceId) {
        throw new UnsupportedOperationException();
    }

    /** Uses the token up and pins the certificate; false when the token is not this instance's, used or revoked. */
    public boolean pin(String instanceId, String tokenHash, String fingerprint, Instant at) {
        throw new UnsupportedOperationException();
    }

    public void revoke(String instanceId) {
        throw new UnsupportedOperationException();
    }
}
