package dev.coffer.engine.redis;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Closes a text so that only members of the set can read it, and no tenant can make one. */
final class Seal {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int START = 12;
    private static final int TAG = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param secret that all members know */
    Seal(String secret) {
        this.key = new SecretKeySpec(Passwords.digest("coffer roster " + secret), "AES");
    }

    String close(String text) {
        byte[] start = new byte[START];
        random.nextBytes(start);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG, start));
            byte[] closed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(start, START + closed.length);
            System.arraycopy(closed, 0, all, START, closed.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + CIPHER + ".", e);
        }
    }

    /** Empty when no member closed it. */
    Optional<String> open(String closed) {
        try {
            byte[] all = Base64.getDecoder().decode(closed);
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG, all, 0, Math.min(START, all.length)));
            byte[] text = cipher.doFinal(all, START, all.length - START);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException forged) {
            return Optional.empty();
        }
    }
}
