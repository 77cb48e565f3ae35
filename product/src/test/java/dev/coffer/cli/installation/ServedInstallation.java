package dev.coffer.cli.installation;

import dev.coffer.cli.Run;
import dev.coffer.cli.TestServer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Http;
import dev.coffer.cli.client.Session;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.credentials.CloudsEntry;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine;

/** An installation that runs, whose API is a test's. */
final class ServedInstallation implements Installation {
    private final Path home;
    private final TestServer server;
    boolean running = true;
    boolean answers = true;

    ServedInstallation(Path home, TestServer server) {
        this.home = home;
        this.server = server;
    }

    /** Runs a verb on it. */
    Run run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        var terminal = Run.terminal("", out, err, false);
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create());
        InstallationVerbs.all(terminal, _ -> this).forEach(root::addSubcommand);
        root.setExecutionExceptionHandler((e, _, _) -> {
            err.write(e.getMessage());
            return ((Failure) e).reason().exitCode();
        });
        int exitCode = root.execute(words);
        terminal.out().flush();
        return new Run(exitCode, out.toString(), err.toString());
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public URI api() {
        return URI.create(server.url());
    }

    @Override
    public Path log() {
        return home.resolve("coffer.log");
    }

    @Override
    public Optional<Running> running() {
        return running ? Optional.of(new Running(4711, Instant.now().minusSeconds(3700))) : Optional.empty();
    }

    @Override
    public boolean answers() {
        return answers;
    }

    @Override
    public void start(Consumer<String> progress) {}

    @Override
    public boolean stop(Consumer<String> progress) {
        return false;
    }

    @Override
    public void stopInstances(Consumer<String> progress) {}

    @Override
    public Trove trove(Duration patience) {
        return new Trove(new Http(null, _ -> {}, patience), new Session() {
            @Override
            public String endpoint() {
                return server.endpoint();
            }

            @Override
            public Map<String, String> headers() {
                return Map.of();
            }

            @Override
            public boolean renew() {
                return false;
            }
        });
    }

    @Override
    public CloudsEntry cloudsEntry(String name) {
        throw new AssertionError("not asked here");
    }
}
