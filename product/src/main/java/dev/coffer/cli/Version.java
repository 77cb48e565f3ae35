package dev.coffer.cli;

import java.util.Optional;

/** The version of this build. */
final class Version {
    private Version() {}

    static String ofThisBuild() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
