package dev.coffer.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new user may do, and from where. */
final class NewUserOptions {
    @Option(names = "--host", paramLabel = "HOST", description = "From where it may connect (default: everywhere).")
    @Nullable String host;

    @Option(names = "--database", paramLabel = "DATABASE", description = "A database it may use; may be repeated.")
    List<String> databases = List.of();

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "An access rule of Redis or Valkey, such as ~orders:* or +@read; may be repeated.")
    List<String> rules = List.of();
}
