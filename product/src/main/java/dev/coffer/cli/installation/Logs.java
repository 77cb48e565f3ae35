package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logs",
        description = "Shows the end of the log of the Coffer of this machine.",
        footerHeading = "%nExamples:%n",
        footer = {"  coffer logs -n 100", "  coffer logs -f"})
final class Logs implements Callable<Integer> {
    private final Terminal terminal;
    private final Installations installations;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many lines (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on.")
    private boolean follow;

    Logs(Terminal terminal, Installations installations) {
        this.terminal = terminal;
        this.installations = installations;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (lines < 0) {
            throw Failure.usage("There is no end of %d lines.".formatted(lines), "Give -n a number from 0 on.");
        }
        Path log = home.of(installations).log();
        if (!Files.exists(log)) {
            throw Failure.refused("There is no log %s yet.".formatted(log), "Start Coffer: coffer up");
        }
        if (!Files.isReadable(log)) {
            throw Failure.refused("You may not read %s.".formatted(log), "Run this as the user who started Coffer.");
        }
        LogFile.tail(log, 0, lines).forEach(terminal::print);
        terminal.out().flush();
        if (follow) {
            LogFile.follow(log, line -> {
                terminal.print(line);
                terminal.out().flush();
            });
        }
        return 0;
    }
}
