package dev.coffer.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whom a program runs as.
 *
 * @param prefix argv that becomes this user and goes on with the rest
 * @param guise arguments of the sandbox that make the user look like this one inside
 */
record User(int uid, int gid, List<String> prefix, List<String> guise) {
    /** Any but root's. */
    private static final int ORDINARY = 1_000;

    static User self() {
        try {
            Path self = Path.of("/proc/self");
            return new User(
                    (int) Files.getAttribute(self, "unix:uid"),
                    (int) Files.getAttribute(self, "unix:gid"),
                    List.of(),
                    List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/self cannot be read.", e);
        }
    }

    static User other(int uid, int gid) {
        List<String> prefix =
                List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs");
        return new User(uid, gid, prefix, List.of());
    }

    /** Ourselves; as root with the look of somebody else. */
    static User ordinary() {
        User self = self();
        String id = Integer.toString(ORDINARY);
        return self.uid() == 0
                ? new User(ORDINARY, ORDINARY, List.of(), List.of("--unshare-user", "--uid", id, "--gid", id))
                : self;
    }
}
