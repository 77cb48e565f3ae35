package dev.coffer.store;

import dev.coffer.store.Tables.AgentIdentityRow;
import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What proves an agent's identity: the pinned key, and before it the hash of the one-time token. */
public final class AgentIdentities {

    /**
     * @param tokenHash hex SHA-256 of the enrolment token; null once used
     * @param fingerprint hex SHA-256 of the pinned public key; null before enrolment
     */
    public record AgentIdentity(
            String instanceId,
            @Nullable String tokenHash,
            @Nullable String fingerprint,
            @Nullable Instant enrolled,
            boolean revoked) {}

    private final DSLContext sql;

    AgentIdentities(Session session) {
        sql = session.sql();
    }

    /** A new token for the instance; an identity pinned before is dropped. */
    public void invite(String instanceId, String tokenHash) {
        int renewed = sql.update(AgentIdentityRow.TABLE)
                .set(AgentIdentityRow.TOKEN_HASH, tokenHash)
                .setNull(AgentIdentityRow.FINGERPRINT)
                .setNull(AgentIdentityRow.ENROLLED)
                .set(AgentIdentityRow.REVOKED, false)
                .where(AgentIdentityRow.INSTANCE_ID.eq(instanceId))
                .execute();
        if (renewed == 0) {
            sql.insertInto(AgentIdentityRow.TABLE)
                    .set(AgentIdentityRow.INSTANCE_ID, instanceId)
                    .set(AgentIdentityRow.TOKEN_HASH, tokenHash)
                    .set(AgentIdentityRow.REVOKED, false)
                    .execute();
        }
    }

    public Optional<AgentIdentity> find(String instanceId) {
        return sql.select()
                .from(AgentIdentityRow.TABLE)
                .where(AgentIdentityRow.INSTANCE_ID.eq(instanceId))
                .fetchOptional(row -> new AgentIdentity(
                        row.get(AgentIdentityRow.INSTANCE_ID),
                        row.get(AgentIdentityRow.TOKEN_HASH),
                        row.get(AgentIdentityRow.FINGERPRINT),
                        row.get(AgentIdentityRow.ENROLLED),
                        row.get(AgentIdentityRow.REVOKED)));
    }

    /** Uses the token up and pins the key; false when the token is not this instance's, used or revoked. */
    public boolean pin(String instanceId, String tokenHash, String fingerprint, Instant at) {
        int pinned = sql.update(AgentIdentityRow.TABLE)
                .setNull(AgentIdentityRow.TOKEN_HASH)
                .set(AgentIdentityRow.FINGERPRINT, fingerprint)
                .set(AgentIdentityRow.ENROLLED, at)
                .where(AgentIdentityRow.INSTANCE_ID.eq(instanceId))
                .and(AgentIdentityRow.TOKEN_HASH.eq(tokenHash))
                .and(AgentIdentityRow.REVOKED.eq(false))
                .execute();
        return pinned == 1;
    }

    /** Neither its token nor its certificate is good any more. */
    public void revoke(String instanceId) {
        sql.update(AgentIdentityRow.TABLE)
                .set(AgentIdentityRow.REVOKED, true)
                .setNull(AgentIdentityRow.TOKEN_HASH)
                .where(AgentIdentityRow.INSTANCE_ID.eq(instanceId))
                .execute();
    }
}
