package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.security.SecureRandom;
import java.util.Base64;
import org.postgresql.util.PasswordUtil;

/**
 * What PostgreSQL stores of passwords. Statements carry this instead of the password, so that no log, dump or process list ever holds
 * one.
 */
final class Passwords {
    private static final int ITERATIONS = 4_096;
    private static final int SALT = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** Of a new salt. */
    static String verifier(String password) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return verifier(password, ITERATIONS, salt);
    }

    /** Whether it is one of this password. */
    static boolean matches(String verifier, String password) {
        String[] parts = verifier.split("[$:]");
        if (parts.length != 5 || !parts[0].equals("SCRAM-SHA-256") || !parts[1].matches("\\d{1,7}")) {
            return false;
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            return verifier.equals(verifier(password, Integer.parseInt(parts[1]), salt));
        } catch (IllegalArgumentException strange) {
            return false;
        }
    }

    private static String verifier(String password, int iterations, byte[] salt) {
        try {
            return PasswordUtil.encodeScramSha256(password.toCharArray(), iterations, salt);
        } catch (IllegalArgumentException e) {
            throw new EngineFailure(Kind.REFUSED, "The password cannot be used; choose another.");
        }
    }
}
