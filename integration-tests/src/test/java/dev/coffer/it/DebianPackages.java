package dev.coffer.it;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that tests run as they come from Debian. */
final class DebianPackages {
    private DebianPackages() {}

    /** Skips the test where the file is missing; fails it in continuous integration, where nothing may be skipped. */
    static void require(String aPackage, Path file) {
        if (Files.exists(file)) {
            return;
        }
        String message =
                "%s is missing: install the Debian package %s, by `./coffer test` as root or by `apt-get install %s`"
                        .formatted(file, aPackage, aPackage);
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(message);
        }
        Assumptions.abort(message);
    }
}
