package dev.coffer;

import dev.coffer.cli.Cli;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.installation.ConfigVerb;
import dev.coffer.cli.installation.ImageVerbs;
import dev.coffer.cli.installation.InstallationVerbs;
import dev.coffer.cli.installation.Installations;
import dev.coffer.cli.installation.LocalInstallation;
import dev.coffer.cli.quickstart.Binaries;
import dev.coffer.cli.quickstart.QuickstartVerb;
import dev.coffer.cli.quickstart.ShippedBinaries;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.compute.Compute;
import dev.coffer.compute.local.JavaProgram;
import dev.coffer.compute.local.LocalAddresses;
import dev.coffer.compute.local.LocalCompute;
import dev.coffer.compute.local.RuntimeJars;
import dev.coffer.config.Configuration;
import dev.coffer.config.ConfigurationFile;
import dev.coffer.config.Home;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The command line of this machine: the client's verbs, and those about the installation. */
final class Client {
    private Client() {}

    static int run(List<String> words) {
        Terminal terminal = Terminal.ofThisProcess();
        Environment environment = Environment.ofThisProcess();
        Installations installations = home -> installation(environment, home);
        List<Object> more = new ArrayList<>(InstallationVerbs.all(terminal, installations));
        Engines engines = Engines.shipped();
        more.addFirst(new QuickstartVerb(terminal, environment, installations, engines, Client::binaries));
        more.add(new ImageVerbs(
                terminal,
                installations,
                home -> ControlPlane.images(new Home(home), engines),
                (home, image) -> compute(ConfigurationFile.read(new Home(home)))
                        .running(new Home(home).images().resolve(image))));
        more.add(new ConfigVerb(terminal, home -> ConfigurationFile.print(ConfigurationFile.read(home(home)))));
        return new Cli(terminal, environment, more).run(words);
    }

    private static Binaries binaries(Engine engine, Path home) {
        return new ShippedBinaries(engine, ControlPlane.images(new Home(home), Engines.shipped()));
    }

    private static Home home(@Nullable Path chosen) {
        return chosen == null
                ? Home.of(System.getenv())
                : new Home(chosen.toAbsolutePath().normalize());
    }

    private static LocalInstallation installation(Environment environment, @Nullable Path chosen) {
        Home home = home(chosen);
        Configuration configuration = ConfigurationFile.read(home);
        Configuration.Api api = configuration.api();
        return new LocalInstallation(
                environment,
                new LocalInstallation.Place(home.path(), URI.create("http://" + api.listen()), api.region()),
                () -> serverCommand(home),
                (path, progress) -> stopInstances(configuration, progress));
    }

    /** It runs from a copy of the jars, as agents do. */
    private static List<String> serverCommand(Home home) throws IOException {
        Path runtime = new RuntimeJars(home.runtime(), System.getProperty("java.class.path")).directory();
        List<String> command = new ArrayList<>(JavaProgram.CONTROL_PLANE.command(runtime, JavaProgram.WHOLE));
        command.addAll(List.of(Main.class.getName(), "server"));
        return command;
    }

    private static void stopInstances(Configuration configuration, Consumer<String> progress) {
        LocalCompute compute = compute(configuration);
        for (Compute.Server server : compute.servers()) {
            if (server.running()) {
                progress.accept("stopping " + server.instanceId());
            }
            compute.stop(server.instanceId());
        }
        LocalAddresses.withdraw(configuration.home().path());
    }

    private static LocalCompute compute(Configuration configuration) {
        return new LocalCompute(
                new LocalCompute.Installation(
                        configuration.home().path(),
                        URI.create("https://" + configuration.agents().listen()),
                        "",
                        configuration.compute().firstUid()),
                Engines.shipped());
    }
}
