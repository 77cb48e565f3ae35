package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The {@code clouds.yaml} of this user, as a place to put an entry. */
public final class UserClouds {
    private final Environment environment;

    public UserClouds(Environment environment) {
        this.environment = environment;
    }

    /**
     * What was done.
     *
     * @param hiddenBy a file that clients find before this one, so that they do not see the entry
     */
    public record Outcome(Path file, boolean changed, Optional<Path> hiddenBy) {}

    /** Inserts or replaces the entry; all else in the file stays as it is. */
    public Outcome put(CloudsEntry entry) {
        Path file = file();
        try {
            String before = Files.exists(file) ? Files.readString(file) : "";
            String after = CloudsText.with(before, entry).orElseThrow(() -> byHand(file, entry));
            boolean changed = !isThere(before, entry) || !isPrivate(file);
            if (changed) {
                OwnerFile.write(file, isThere(before, entry) ? before : after);
            }
            return new Outcome(file, changed, hiddenBy(file));
        } catch (IOException e) {
            throw Failure.refused(
                    "%s cannot be written: %s.".formatted(file, e.getMessage()),
                    "Check its owner, and the space on its disk.");
        }
    }

    /** The file clients would read among those that are this user's own; a link is followed, not replaced. */
    private Path file() {
        Path usual = environment.configurationDirectory().resolve("openstack/clouds.yaml");
        Path file = environment
                .variable("OS_CLIENT_CONFIG_FILE")
                .map(environment::path)
                .orElseGet(() -> {
                    Path fallback = environment.home().resolve(".config/openstack/clouds.yaml");
                    return Files.exists(usual) || !Files.exists(fallback) ? usual : fallback;
                });
        try {
            return Files.exists(file) ? file.toRealPath() : file;
        } catch (IOException e) {
            return file;
        }
    }

    private static boolean isThere(String text, CloudsEntry entry) {
        return !text.isEmpty()
                && entry.content()
                        .equals(CloudsFile.map(CloudsFile.parse(text).get("clouds"))
                                .get(entry.name()));
    }

    private static boolean isPrivate(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return PosixFilePermissions.fromString("rw-------").containsAll(permissions);
    }

    private Optional<Path> hiddenBy(Path file) {
        return CloudsFile.find(environment).map(CloudsFile::path).filter(found -> !isSame(found, file));
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private static Failure byHand(Path file, CloudsEntry entry) {
        return Failure.refused(
                "%s is written in a way that cannot be changed safely, so it was left alone.".formatted(file),
                "Add this under \"clouds:\" yourself, with the password of <home>/control/admin-secret, and run the command again:\n"
                        + new CloudsEntry(
                                        entry.name(),
                                        entry.url(),
                                        entry.user(),
                                        "PASSWORD",
                                        entry.project(),
                                        entry.region())
                                .block(2, "\n"));
    }
}
