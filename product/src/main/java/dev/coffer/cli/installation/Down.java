package dev.coffer.cli.installation;

import dev.coffer.cli.terminal.Stages;
import dev.coffer.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        description = {
            "Stops the Coffer of this machine and all its instances.",
            "All data stay; coffer up brings everything back."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  coffer down", "  coffer down --keep-instances"})
final class Down implements Callable<Integer> {
    private final Terminal terminal;
    private final Installations installations;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--keep-instances", description = "Stop only the control plane; the databases go on serving.")
    private boolean keepInstances;

    Down(Terminal terminal, Installations installations) {
        this.terminal = terminal;
        this.installations = installations;
    }

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = home.of(installations);
        Stages stages = new Stages(terminal);
        stages.stage("Coffer", progress -> installation.stop(progress) ? "stopped" : "did not run");
        if (!keepInstances) {
            stages.stage("Instances", progress -> {
                installation.stopInstances(progress);
                return "stopped; their data stay in " + installation.home();
            });
        }
        return 0;
    }
}
