package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.installation.HomeOption;
import dev.coffer.cli.installation.Installation;
import dev.coffer.cli.installation.Installations;
import dev.coffer.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "quickstart",
        description = {
            "Makes a MariaDB primary with two replicas, and proves that they replicate.",
            "Run again, it says what is there and completes what is missing."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  coffer quickstart", "  coffer quickstart --version 10.11 --home ~/coffer-trial"})
public final class QuickstartVerb implements Callable<Integer> {
    private final Terminal terminal;
    private final Environment environment;
    private final Installations installations;
    private final Function<Path, Binaries> binaries;
    private final Proof proof;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--version", paramLabel = "VERSION", description = "Version of MariaDB (default: the newest).")
    private @Nullable String version;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = Quickstart.ENGINE,
            description = "Kind of database (so far only ${DEFAULT-VALUE}).")
    private String engine = Quickstart.ENGINE;

    /** @param binaries of the home they are given */
    public QuickstartVerb(
            Terminal terminal,
            Environment environment,
            Installations installations,
            Function<Path, Binaries> binaries,
            Proof proof) {
        this.terminal = terminal;
        this.environment = environment;
        this.installations = installations;
        this.binaries = binaries;
        this.proof = proof;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!engine.equals(Quickstart.ENGINE)) {
            throw Failure.usage(
                    "The quickstart cannot set up %s yet.".formatted(engine),
                    "Leave --engine out; it makes a MariaDB.");
        }
        Installation installation = home.of(installations);
        new Quickstart(terminal, environment, installation, binaries.apply(installation.home()), proof)
                .run(Optional.ofNullable(version));
        return 0;
    }
}
