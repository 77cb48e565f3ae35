package dev.coffer.engine.mysql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * What MySQL stores of passwords ({@code caching_sha2_password}): the crypt function of Unix with SHA-256 and 5000 rounds, a salt of 20
 * letters, and a head of its own. Statements carry this instead of the password, so that no log, binary log or process list ever holds
 * one.
 */
final class Sha2Password {
    private static final String HEAD = "$A$005$";
    private static final int ROUNDS = 5_000;
    private static final int SALT = 20;
    private static final int BLOCK = 32;
    private static final String LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /** The digest's bytes, three and three, as they are written; the last two with nothing before them. */
    private static final int[][] ORDER = {
        {0, 10, 20},
        {21, 1, 11},
        {12, 22, 2},
        {3, 13, 23},
        {24, 4, 14},
        {15, 25, 5},
        {6, 16, 26},
        {27, 7, 17},
        {18, 28, 8},
        {9, 19, 29}
    };

    private static final SecureRandom RANDOM = new SecureRandom();

    private Sha2Password() {}

    static String hash(String password) {
        StringBuilder salt = new StringBuilder();
        for (int i = 0; i < SALT; i++) {
            salt.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return hash(password, salt.toString());
    }

    /** Whether a hash that this agent made is this password's. */
    static boolean matches(String password, String hash) {
        return hash.startsWith(HEAD)
                && hash.length() > HEAD.length() + SALT
                && hash(password, hash.substring(HEAD.length(), HEAD.length() + SALT))
                        .equals(hash);
    }

    private static String hash(String password, String salt) {
        byte[] digest =
                digest(password.getBytes(StandardCharsets.UTF_8), salt.getBytes(StandardCharsets.US_ASCII), sha256());
        return HEAD + salt + written(digest);
    }

    private static byte[] digest(byte[] password, byte[] salt, MessageDigest sha256) {
        sha256.update(password);
        sha256.update(salt);
        sha256.update(password);
        byte[] inner = sha256.digest();

        sha256.update(password);
        sha256.update(salt);
        sha256.update(repeated(inner, password.length));
        for (int bits = password.length; bits > 0; bits >>= 1) {
            sha256.update((bits & 1) == 1 ? inner : password);
        }
        byte[] digest = sha256.digest();

        for (int i = 0; i < password.length; i++) {
            sha256.update(password);
        }
        byte[] passwords = repeated(sha256.digest(), password.length);
        for (int i = 0; i < 16 + (digest[0] & 0xff); i++) {
            sha256.update(salt);
        }
        byte[] salts = repeated(sha256.digest(), salt.length);

        for (int round = 0; round < ROUNDS; round++) {
            sha256.update(round % 2 == 1 ? passwords : digest);
            if (round % 3 != 0) {
                sha256.update(salts);
            }
            if (round % 7 != 0) {
                sha256.update(passwords);
            }
            sha256.update(round % 2 == 1 ? digest : passwords);
            digest = sha256.digest();
        }
        return digest;
    }

    /** The block over and over, up to the length. */
    private static byte[] repeated(byte[] block, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = block[i % BLOCK];
        }
        return bytes;
    }

    private static String written(byte[] digest) {
        StringBuilder text = new StringBuilder();
        for (int[] three : ORDER) {
            write(text, (digest[three[0]] & 0xff) << 16 | (digest[three[1]] & 0xff) << 8 | digest[three[2]] & 0xff, 4);
        }
        write(text, (digest[31] & 0xff) << 8 | digest[30] & 0xff, 3);
        return text.toString();
    }

    private static void write(StringBuilder text, int bits, int letters) {
        for (int i = 0; i < letters; i++) {
            text.append(LETTERS.charAt(bits >> 6 * i & 0x3f));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
