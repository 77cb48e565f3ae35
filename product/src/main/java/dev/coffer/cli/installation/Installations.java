package dev.coffer.cli.installation;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the installation that a command is about; asked only by commands that need one. */
@FunctionalInterface
public interface Installations {

    /** @param home as the user said; null for the usual one */
    Installation at(@Nullable Path home);
}
