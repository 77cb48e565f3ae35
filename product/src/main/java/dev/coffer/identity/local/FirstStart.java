package dev.coffer.identity.local;

import dev.coffer.identity.local.UsersFile.Content;
import dev.coffer.identity.local.UsersFile.ProjectEntry;
import dev.coffer.identity.local.UsersFile.TokenEntry;
import dev.coffer.identity.local.UsersFile.UserEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes the first administrator with a random password, and a static token for it. The users file is written last: without it
 * everything is made anew, so a crash in between leaves nothing half done.
 */
final class FirstStart {
    private static final String ADMIN = "admin";

    private final Path control;
    private final SecureRandom random = new SecureRandom();

    FirstStart(Path control) {
        this.control = control;
    }

    void complete(UsersFile users) throws IOException {
        Files.createDirectories(
                control, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path key = control.resolve("token-key");
        if (!Files.exists(key)) {
            OwnerFile.write(key, secret() + "\n");
        }
        if (users.exists()) {
            return;
        }
        String password = secret();
        String token = secret();
        OwnerFile.write(control.resolve("admin-secret"), password + "\n");
        OwnerFile.write(control.resolve("admin-token"), token + "\n");
        users.write(new Content(
                List.of(new ProjectEntry(hexId(), ADMIN)),
                List.of(new UserEntry(hexId(), ADMIN, Passwords.hash(password), Map.of(ADMIN, List.of(ADMIN)), true)),
                List.of(new TokenEntry("admin-token", Digests.sha256(token), ADMIN, ADMIN))));
    }

    private String secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Clients that see 32 hex digits do not look for a project of that name first. */
    private static String hexId() {
        UUID id = UUID.randomUUID();
        return HexFormat.of().toHexDigits(id.getMostSignificantBits())
                + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
    }
}
