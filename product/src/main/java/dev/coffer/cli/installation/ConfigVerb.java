package dev.coffer.cli.installation;

import dev.coffer.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "config",
        description = "Prints the effective configuration of the Coffer of this machine, without secrets.",
        footerHeading = "%nExample:%n",
        footer = "  coffer config")
public final class ConfigVerb implements Callable<Integer> {
    private final Terminal terminal;
    private final Function<@Nullable Path, String> configuration;

    @Option(names = "--home", paramLabel = "DIR", description = "Where Coffer keeps everything.")
    private @Nullable Path home;

    /** @param configuration as text, of the home that is given or of the usual one */
    public ConfigVerb(Terminal terminal, Function<@Nullable Path, String> configuration) {
        this.terminal = terminal;
        this.configuration = configuration;
    }

    @Override
    public Integer call() {
        terminal.print(configuration.apply(home).stripTrailing());
        return 0;
    }
}
