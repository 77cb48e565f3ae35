package dev.coffer.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs programs of an image with the image read-only as their root, and of the host's files nothing but the instance's directory (at
 * its real path). No shell: commands are argv lists; paths of programs are those inside the image.
 *
 * <p>Uses bubblewrap; the caller's user needs no privilege.
 */
public final class Sandbox {

    /**
     * @param image root of the unpacked image
     * @param home the instance's directory, writable inside
     * @param hidden directories below {@code home} that programs must not see
     */
    public Sandbox(Path image, Path home, List<Path> hidden) {
        throw new UnsupportedOperationException();
    }

    /** Starts a short-lived program; its streams are the process's, its exit code the program's. Killing it kills the program. */
    public ProcessBuilder tool(List<String> command) {
        throw new UnsupportedOperationException();
    }

    /**
     * Starts a server that outlives the caller, with output appended to {@code log}; records its identity in {@code pidFile}.
     */
    public ServerProcess spawn(List<String> command, Path log, Path pidFile) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** The server recorded in {@code pidFile}, if it still runs. */
    public static Optional<ServerProcess> adopt(Path pidFile) {
        throw new UnsupportedOperationException();
    }
}
