package dev.coffer.engine.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The agent's own passwords, each in a file only the agent can read. */
final class Secrets {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 32;

    private final SecureRandom random = new SecureRandom();

    Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file)).filter(secret -> !secret.isEmpty());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    void keep(Path file, String secret) throws IOException {
        Disk.write(file, secret, "rw-------");
    }

    /** The secret in the file, drawn when there is none. */
    String drawn(Path file) throws IOException {
        Optional<String> known = read(file);
        if (known.isPresent()) {
            return known.get();
        }
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            secret.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        keep(file, secret.toString());
        return secret.toString();
    }

    /**
     * What the server stores of a password ({@code mysql_native_password}). Statements carry this instead of the password, so that no
     * log, binary log or process list ever holds one.
     */
    static String hash(String password) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] once = sha1.digest(password.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return "*" + HexFormat.of().formatHex(sha1.digest(once)).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1.", e);
        }
    }
}
