package dev.coffer.engine.cassandra;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;

/** What Cassandra stores of passwords. Statements carry this instead of the password, so that no log or trace ever holds one. */
final class Passwords {
    /** bcrypt sees no more of a password. */
    static final int MOST_BYTES = 72;

    /** As the server does it. */
    private static final int ROUNDS = 10;
    /** A password of 32 random letters cannot be guessed, so that the agent's own logins may be quick. */
    private static final int ROUNDS_OF_RANDOM = BCrypt.MIN_COST;

    private Passwords() {}

    static String hash(String password) {
        return hash(password, ROUNDS);
    }

    /** Of a password that {@link dev.coffer.engine.server.Secrets} has drawn. */
    static String hashOfRandom(String password) {
        return hash(password, ROUNDS_OF_RANDOM);
    }

    private static String hash(String password, int rounds) {
        byte[] hash = BCrypt.with(BCrypt.Version.VERSION_2A).hash(rounds, password.getBytes(StandardCharsets.UTF_8));
        return new String(hash, StandardCharsets.US_ASCII);
    }
}
