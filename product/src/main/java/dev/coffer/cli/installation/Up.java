package dev.coffer.cli.installation;

import dev.coffer.cli.terminal.Stages;
import dev.coffer.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = "Starts the Coffer of this machine, and with it all its instances.",
        footerHeading = "%nExample:%n",
        footer = "  coffer up")
final class Up implements Callable<Integer> {
    private final Terminal terminal;
    private final Installations installations;

    @Mixin
    private HomeOption home = new HomeOption();

    Up(Terminal terminal, Installations installations) {
        this.terminal = terminal;
        this.installations = installations;
    }

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = home.of(installations);
        boolean ran = installation.running().isPresent();
        new Stages(terminal).stage("Coffer", progress -> {
            installation.start(progress);
            return "%s at %s, home %s".formatted(ran ? "runs" : "started", installation.api(), installation.home());
        });
        return 0;
    }
}
