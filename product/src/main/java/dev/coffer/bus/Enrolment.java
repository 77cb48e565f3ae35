package dev.coffer.bus;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How an agent gets its identity: what it posts to {@link #PATH}, and what it is answered.
 *
 * <p>The token is good for one key: enrolling pins the agent's public key for the instance and uses the token up. An agent that was
 * killed before it stored the answer asks again; the proof, made with the pinned key, then stands for the token. So a stolen token that
 * was used is worth nothing, and no crash strands an agent.
 */
public final class Enrolment {
    public static final String PATH = "/agent/v1/enrol";
    public static final String CONNECT = "/agent/v1/connect";
    public static final String PROOF = "SHA256withECDSA";

    private Enrolment() {}

    /** What is signed with the agent's private key. */
    public static byte[] signed(String instance, String agentKey, String engineKey) {
        return String.join("\n", "coffer enrolment", instance, agentKey, engineKey)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param agentKey base64 DER of the agent's public key
     * @param engineKey of the engine's
     * @param proof base64 signature over {@link #signed}
     */
    public record Request(String instance, String token, String agentKey, String engineKey, String proof) {
        public static Request of(String instance, String token, String agentKey, String engineKey, byte[] proof) {
            return new Request(
                    instance, token, agentKey, engineKey, Base64.getEncoder().encodeToString(proof));
        }

        @Override
        public String toString() {
            return "Request[" + instance + "]";
        }
    }

    /** Certificates as PEM. */
    public record Answer(String agentCertificate, String engineCertificate, String authority) {}

    /** Why not, as a sentence. */
    public record Refusal(String message) {}
}
