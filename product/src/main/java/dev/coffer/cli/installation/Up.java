package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Stages;
import dev.coffer.cli.terminal.Terminal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Starts the Coffer of this machine, and with it all its instances.",
            "Returns when their databases serve."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  coffer up", "  coffer up --no-wait"})
final class Up implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(300);

    private final Terminal terminal;
    private final Installations installations;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--no-wait", description = "Do not wait for the databases.")
    private boolean noWait;

    Up(Terminal terminal, Installations installations) {
        this.terminal = terminal;
        this.installations = installations;
    }

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = home.of(installations);
        boolean ran = installation.running().isPresent();
        Stages stages = new Stages(terminal);
        stages.stage("Coffer", progress -> {
            installation.start(progress);
            return "%s at %s, home %s".formatted(ran ? "runs" : "started", installation.api(), installation.home());
        });
        if (!noWait) {
            stages.stage("Databases", progress -> served(installation.trove(), progress));
        }
        return 0;
    }

    /** Until none is awaited: each has been seen to serve since the start. */
    private static String served(Trove trove, Consumer<String> progress) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Json active = trove.get("/mgmt/health").at("health").at("active");
            int all = count(active, "all");
            int serving = count(active, "serving_since_start");
            String sentence = all == 0 ? "there are none" : "%d of %d serve".formatted(serving, all);
            if (serving == all) {
                return sentence;
            }
            if (System.nanoTime() > end) {
                throw Failure.refused(
                        "After %d seconds %s.".formatted(PATIENCE.toSeconds(), sentence),
                        "Coffer goes on with it. What is wrong: coffer status");
            }
            progress.accept(sentence);
            Thread.sleep(LOOK);
        }
    }

    private static int count(Json counts, String key) {
        return counts.number(key).map(Double::intValue).orElse(0);
    }
}
