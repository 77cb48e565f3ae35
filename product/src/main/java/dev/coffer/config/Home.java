package dev.coffer.config;

import java.nio.file.Path;
import java.util.Map;

/** The directories of an installation; see {@code docs/architecture.md}. */
public record Home(Path path) {

    /** {@code COFFER_HOME}, or {@code /var/lib/coffer} for root, or {@code coffer} in the user's data directory. */
    public static Home of(Map<String, String> environment) {
        String chosen = environment.getOrDefault("COFFER_HOME", "");
        if (!chosen.isBlank()) {
            return new Home(Path.of(chosen).toAbsolutePath().normalize());
        }
        if (System.getProperty("user.name").equals("root")) {
            return new Home(Path.of("/var/lib/coffer"));
        }
        String user = environment.getOrDefault("HOME", System.getProperty("user.home"));
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = data.isBlank() ? Path.of(user, ".local", "share") : Path.of(data);
        return new Home(base.resolve("coffer").toAbsolutePath());
    }

    public Path configuration() {
        return path.resolve("coffer.yaml");
    }

    /** Secrets and the embedded store; only the owner may enter. */
    public Path control() {
        return path.resolve("control");
    }

    public Path images() {
        return path.resolve("images");
    }

    /** Copies of the jars that processes run from. */
    public Path runtime() {
        return path.resolve("runtime");
    }

    /** What the embedded object store keeps. */
    public Path objects() {
        return path.resolve("objects");
    }

    public Path log() {
        return path.resolve("log");
    }
}
