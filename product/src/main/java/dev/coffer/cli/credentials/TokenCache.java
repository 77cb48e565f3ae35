package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.JsonWriter;
import dev.coffer.cli.client.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last token of each user of each cloud, in a file only its owner reads, so that not every command pays for a login. A cache that
 * cannot be read or written is as good as none.
 */
final class TokenCache {
    /** A token that is about to end would fail in the middle of what it is used for. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final Path file;
    private final boolean used;

    private TokenCache(Path file, boolean used) {
        this.file = file;
        this.used = used;
    }

    /** Keyed by all that makes up the login, the password too, so that a changed one is never answered from here. */
    static TokenCache of(Settings settings, String type) {
        TreeMap<String, String> login = new TreeMap<>();
        Flags.KEYS.forEach(key -> settings.text(key).ifPresent(value -> login.put(key, value)));
        login.put("auth_type", type);
        settings.text("database_endpoint_override").ifPresent(value -> login.put("override", value));
        Path directory = settings.environment().cacheDirectory().resolve("coffer");
        boolean used = !type.endsWith("token");
        return new TokenCache(directory.resolve("token-" + digest(JsonWriter.compact(login)) + ".json"), used);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    Optional<KeystoneSession.Token> find() {
        if (!used) {
            return Optional.empty();
        }
        try {
            Json json = Json.parse(Files.readAllBytes(file));
            Instant expires = Times.parse(json.string("expires")).orElse(Instant.EPOCH);
            if (expires.isBefore(Instant.now().plus(MARGIN))) {
                return Optional.empty();
            }
            return Optional.of(new KeystoneSession.Token(json.string("token"), json.string("endpoint"), expires));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void keep(KeystoneSession.Token token) {
        if (!used) {
            return;
        }
        String text = JsonWriter.compact(Map.of(
                "token",
                token.id(),
                "endpoint",
                token.endpoint(),
                "expires",
                token.expires().toString()));
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            OwnerFile.write(file, text);
        } catch (IOException e) {
            // Without the cache the next command logs in again.
            return;
        }
    }
}
