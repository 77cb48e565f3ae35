package dev.coffer.identity.local;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;

/** Bcrypt. Costly on purpose, so only a few are computed at a time. */
final class Passwords {
    private static final int COST = 10;
    private static final int LONGEST = 4096;
    private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;

    /** Of a password that nobody knows. Making one takes a third of a second, which every start would wait for. */
    private static final String NOBODY = "$2a$10$pfMT9gt0VPZDvhe2v1ZbxuL1R6.mTmf/C1Usk6o78nwzwgDHeCiom";

    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);
    private final BCrypt.Verifyer verifyer = BCrypt.verifyer(VERSION, LongPasswordStrategies.hashSha512(VERSION));

    static String hash(String password) {
        return hash(password, COST);
    }

    private static String hash(String password, int cost) {
        return new String(
                BCrypt.with(VERSION, new SecureRandom(), LongPasswordStrategies.hashSha512(VERSION))
                        .hash(cost, password.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
    }

    boolean verify(String password, String hash) {
        boolean tooLong = password.length() > LONGEST;
        byte[] given = (tooLong ? "" : password).getBytes(StandardCharsets.UTF_8);
        turns.acquireUninterruptibly();
        try {
            return verifyer.verify(given, hash.getBytes(StandardCharsets.UTF_8)).verified && !tooLong;
        } finally {
            turns.release();
        }
    }

    /** Takes as long as {@link #verify}, so that nobody learns which users there are. */
    void pretend(String password) {
        verify(password, NOBODY);
    }
}
