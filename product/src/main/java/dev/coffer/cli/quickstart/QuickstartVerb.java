package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.installation.HomeOption;
import dev.coffer.cli.installation.Installation;
import dev.coffer.cli.installation.Installations;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.engine.Trial;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "quickstart",
        description = {
            "Makes a database primary with two replicas, and proves that they replicate.",
            "Run again, it says what is there and completes what is missing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  coffer quickstart",
            "  coffer quickstart --engine postgresql",
            "  coffer quickstart --version 10.11 --home ~/coffer-trial"
        })
public final class QuickstartVerb implements Callable<Integer> {
    private final Terminal terminal;
    private final Environment environment;
    private final Installations installations;
    private final Engines engines;
    private final BiFunction<Engine, Path, Binaries> binaries;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--version", paramLabel = "VERSION", description = "Version of the database (default: the newest).")
    private @Nullable String version;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "Kind of database: mariadb (the default), mysql, postgresql, redis, valkey.")
    private @Nullable String engine;

    /** @param binaries of an engine, in the home they are given */
    public QuickstartVerb(
            Terminal terminal,
            Environment environment,
            Installations installations,
            Engines engines,
            BiFunction<Engine, Path, Binaries> binaries) {
        this.terminal = terminal;
        this.environment = environment;
        this.installations = installations;
        this.engines = engines;
        this.binaries = binaries;
    }

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = home.of(installations);
        new Quickstart(terminal, environment, installation, kind(installation.home()))
                .run(Optional.ofNullable(version));
        return 0;
    }

    private Quickstart.Kind kind(Path homeDirectory) {
        Engine standard = engines.all().getFirst();
        String wanted = engine == null ? standard.name() : engine;
        Engine chosen =
                ready().filter(each -> each.name().equals(wanted)).findFirst().orElseThrow(this::unknown);
        Trial trial = chosen.trial().orElseThrow();
        return new Quickstart.Kind(
                chosen, trial, binaries.apply(chosen, homeDirectory), new TrialProof(trial), chosen.equals(standard));
    }

    /** A set of them can be made and proved. */
    private Stream<Engine> ready() {
        return engines.all().stream()
                .filter(each -> each.capabilities().contains(Engine.Capability.REPLICATION)
                        && each.trial().isPresent());
    }

    private Failure unknown() {
        return Failure.usage(
                "The quickstart cannot set up %s.".formatted(engine),
                "It can: " + ready().map(Engine::name).collect(Collectors.joining(", ")));
    }
}
