package dev.coffer.engine.postgresql;

import java.nio.file.Path;

/** Where an image keeps PostgreSQL's programs: those of several versions side by side. */
final class Programs {
    static final String VERSIONS = "/usr/lib/postgresql";

    private Programs() {}

    static Path directory(String version) {
        return Path.of(VERSIONS, version, "bin");
    }

    static String of(String version, String program) {
        return directory(version).resolve(program).toString();
    }
}
