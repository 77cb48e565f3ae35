package dev.coffer.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a user is to become. */
final class UserChangeOptions {
    @Option(names = "--name", paramLabel = "NAME", description = "The new name.")
    @Nullable String name;

    @Option(names = "--host", paramLabel = "HOST", description = "From where it may connect.")
    @Nullable String host;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "An access rule in place of all it has; may be repeated.")
    List<String> rules = List.of();
}
