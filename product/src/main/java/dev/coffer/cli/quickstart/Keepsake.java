package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.JsonWriter;
import dev.coffer.cli.credentials.OwnerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The password of the quickstart's database user, in a file only its owner reads. It is written before the instance is made, so that
 * there is never an instance whose password nobody knows.
 */
final class Keepsake {
    private static final int BYTES = 18;

    private final Path file;
    private final Path clientFile;

    /**
     * @param name of the quickstart's first instance
     * @param suffix of the file for the engine's own client
     */
    Keepsake(Path home, String name, String suffix) {
        this.file = home.resolve(name + ".json");
        this.clientFile = home.resolve(name + "." + suffix);
    }

    Optional<String> password() {
        try {
            return Json.parse(Files.readAllBytes(file)).text("password");
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A new password, kept. */
    String draw() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        java.util.Map<String, Object> content = new java.util.LinkedHashMap<>();
        content.put("user", Quickstart.USER);
        content.put("database", Quickstart.DATABASE);
        content.put("password", password);
        write(file, JsonWriter.indented(content) + "\n");
        return password;
    }

    /** Where the engine's own client finds the password, so that it need not be typed where others see it. */
    Path clientFile() {
        return clientFile;
    }

    void writeClientFile(String credentials) {
        write(clientFile, credentials);
    }

    private static void write(Path target, String text) {
        try {
            OwnerFile.write(target, text);
        } catch (IOException e) {
            throw Failure.refused(
                    "%s cannot be written: %s.".formatted(target, e.getMessage()),
                    "Check its directory's owner, and the space on its disk.");
        }
    }
}
