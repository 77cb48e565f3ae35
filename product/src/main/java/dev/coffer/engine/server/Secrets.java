package dev.coffer.engine.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** The agent's own passwords on its server, each in a file only the agent can read. */
public final class Secrets {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 32;

    private final SecureRandom random = new SecureRandom();

    public Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file)).filter(secret -> !secret.isEmpty());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    public void keep(Path file, String secret) throws IOException {
        Disk.write(file, secret, "rw-------");
    }

    /** The secret in the file, drawn when there is none. */
    public String drawn(Path file) throws IOException {
        Optional<String> known = read(file);
        if (known.isPresent()) {
            return known.get();
        }
        String secret = draw();
        keep(file, secret);
        return secret;
    }

    /** One that nobody keeps. */
    public String draw() {
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            secret.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return secret.toString();
    }
}
