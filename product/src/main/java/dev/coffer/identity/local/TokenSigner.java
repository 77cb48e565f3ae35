package dev.coffer.identity.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Tokens that need no store: what they say, and a signature under a key that never leaves the control plane. */
final class TokenSigner {
    private static final String FORM = "1";
    private static final int LONGEST = 1024;

    private final byte[] key;

    TokenSigner(byte[] key) {
        this.key = key.clone();
    }

    /**
     * @param id random, to revoke it by
     * @param projectId empty when unscoped
     * @param fingerprint of the user at that time
     */
    record Claims(
            String id,
            String userId,
            String projectId,
            List<String> methods,
            String fingerprint,
            Instant issued,
            Instant expires) {
        Claims {
            methods = List.copyOf(methods);
        }
    }

    String sign(Claims claims) {
        String text = String.join(
                "|",
                FORM,
                claims.id(),
                claims.userId(),
                claims.projectId(),
                String.join(",", claims.methods()),
                claims.fingerprint(),
                Long.toString(claims.issued().toEpochMilli()),
                Long.toString(claims.expires().toEpochMilli()));
        String payload = encoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return payload + "." + encoder().encodeToString(signature(payload));
    }

    /** What a token says, if this signer made it. */
    Optional<Claims> verify(String token) {
        int dot = token.indexOf('.');
        if (dot < 0 || token.length() > LONGEST) {
            return Optional.empty();
        }
        String payload = token.substring(0, dot);
        try {
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            if (!MessageDigest.isEqual(signature, signature(payload))) {
                return Optional.empty();
            }
            String text = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
            return parse(text.split("\\|", -1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<Claims> parse(String[] parts) {
        if (parts.length != 8 || !parts[0].equals(FORM)) {
            return Optional.empty();
        }
        return Optional.of(new Claims(
                parts[1],
                parts[2],
                parts[3],
                Arrays.asList(parts[4].split(",")),
                parts[5],
                Instant.ofEpochMilli(Long.parseLong(parts[6])),
                Instant.ofEpochMilli(Long.parseLong(parts[7]))));
    }

    private byte[] signature(String payload) {
        return Digests.hmac(key, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Base64.Encoder encoder() {
        return Base64.getUrlEncoder().withoutPadding();
    }
}
