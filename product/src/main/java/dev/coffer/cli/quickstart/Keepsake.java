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

    Keepsake(Path home) {
        this.file = home.resolve("quickstart.json");
        this.clientFile = home.resolve("quickstart.cnf");
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

    /** Options for the mariadb client, so that the password need not be typed where others see it. */
    Path clientOptions(String host, String password) {
        write(clientFile, """
                # written by coffer quickstart
                [client]
                host=%s
                port=%d
                user=%s
                password=%s
                # The server's certificate is signed by this Coffer's own authority.
                loose-disable-ssl-verify-server-cert
                """.formatted(host, Quickstart.PORT, Quickstart.USER, password));
        return clientFile;
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
