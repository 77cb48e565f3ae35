package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Http;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.credentials.CloudsEntry;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.credentials.Login;
import dev.coffer.cli.credentials.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A Coffer whose control plane is a process of this machine, detached from the command that started it. */
public final class LocalInstallation implements Installation {
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
    /** One that does not answer this soon hangs. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Environment environment;
    private final Place place;
    private final ServerCommand command;
    private final InstancesStop instancesStop;

    /**
     * @param region name of the region in the catalog
     */
    public record Place(Path home, URI api, String region) {}

    /** Stops the agents and engines of all instances of a home whose control plane is stopped. */
    @FunctionalInterface
    public interface InstancesStop {
        void stop(Path home, Consumer<String> progress) throws InterruptedException;
    }

    /** The words of the command that starts the control plane; it must take {@link ControlPlaneLock}. */
    @FunctionalInterface
    public interface ServerCommand {
        List<String> words() throws IOException;
    }

    public LocalInstallation(Environment environment, Place place, ServerCommand command, InstancesStop instancesStop) {
        this.environment = environment;
        this.place = place;
        this.command = command;
        this.instancesStop = instancesStop;
    }

    @Override
    public Path home() {
        return place.home();
    }

    @Override
    public URI api() {
        return place.api();
    }

    @Override
    public Path log() {
        return place.home().resolve("log").resolve("coffer.log");
    }

    @Override
    public Optional<Running> running() {
        return handle().map(handle ->
                new Running(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH)));
    }

    /** The handle remembers which process it is; asked for before the second look at the lock, it is surely its holder. */
    private Optional<ProcessHandle> handle() {
        return ControlPlaneLock.holder(home())
                .flatMap(ProcessHandle::of)
                .filter(handle -> ControlPlaneLock.holder(home())
                        .filter(pid -> pid == handle.pid())
                        .isPresent());
    }

    @Override
    public boolean answers() {
        try {
            return new Http(null, _ -> {}, ANSWER_PATIENCE)
                    .exchange("GET", api().resolve("/healthcheck"), Map.of(), null)
                    .isSuccess();
        } catch (Failure e) {
            return false;
        }
    }

    @Override
    public void start(Consumer<String> progress) throws InterruptedException {
        Optional<ProcessHandle> known = handle();
        if (known.isPresent() && answers()) {
            return;
        }
        if (known.isPresent()) {
            progress.accept("waiting for its API");
            awaitAnswer(known.get(), logSize());
            return;
        }
        if (answers()) {
            throw Failure.refused(
                    "Something else answers at %s.".formatted(api()),
                    "Stop it, or choose another address in %s: api: {listen: \"127.0.0.1:PORT\"}"
                            .formatted(home().resolve("coffer.yaml")));
        }
        progress.accept("starting the control plane");
        long before = logSize();
        awaitAnswer(launch().toHandle(), before);
    }

    /** In a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it. */
    private Process launch() {
        try {
            Files.createDirectories(log().getParent());
            ProcessBuilder builder = new ProcessBuilder(Detached.command(command.words()))
                    .directory(home().toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().put("COFFER_HOME", home().toString());
            return builder.start();
        } catch (IOException e) {
            throw Failure.refused(
                    "Coffer cannot be started: %s.".formatted(e.getMessage()),
                    "Check that you may write to %s, and the space on its disk.".formatted(home()));
        }
    }

    private void awaitAnswer(ProcessHandle process, long logBefore) throws InterruptedException {
        long start = System.nanoTime();
        while (!(handle().isPresent() && answers())) {
            if (!process.isAlive() && handle().isEmpty()) {
                throw Failure.refused(
                        "Coffer ended while it was starting. The end of its log:\n"
                                + LogFile.tail(log(), logBefore, 15).stream()
                                        .map(line -> LogEntry.of(line, "coffer", Instant.EPOCH)
                                                .forPeople())
                                        .collect(Collectors.joining("\n")),
                        "The whole log is in %s. When the reason is gone: coffer up".formatted(log()));
            }
            if (System.nanoTime() - start > START_PATIENCE.toNanos()) {
                throw Failure.refused(
                        "Coffer runs, but its API at %s has not answered for %d seconds."
                                .formatted(api(), START_PATIENCE.toSeconds()),
                        "See what it does: coffer logs");
            }
            Thread.sleep(LOOK);
        }
    }

    private long logSize() {
        try {
            return Files.exists(log()) ? Files.size(log()) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public boolean stop(Consumer<String> progress) throws InterruptedException {
        Optional<ProcessHandle> found = handle();
        if (found.isEmpty()) {
            return false;
        }
        ProcessHandle process = found.get();
        progress.accept("stopping the control plane");
        if (!process.destroy() && process.isAlive()) {
            throw Failure.refused(
                    "The control plane (process %d) belongs to somebody else.".formatted(process.pid()),
                    "Run this as the user who started it.");
        }
        if (!ended(process, STOP_PATIENCE)) {
            progress.accept("killing the control plane, which did not stop");
            process.destroyForcibly();
            if (!ended(process, KILL_PATIENCE)) {
                throw Failure.refused(
                        "The control plane (process %d) cannot be killed.".formatted(process.pid()),
                        "It waits for its disk; try again when the disk answers.");
            }
        }
        return true;
    }

    private static boolean ended(ProcessHandle process, Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (process.isAlive()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    @Override
    public void stopInstances(Consumer<String> progress) throws InterruptedException {
        if (Files.isDirectory(home().resolve("instances"))) {
            instancesStop.stop(home(), progress);
        }
    }

    @Override
    public Trove trove(Duration patience) {
        return Login.open(Settings.of(cloudsEntry("coffer"), environment), _ -> {}, patience);
    }

    @Override
    public CloudsEntry cloudsEntry(String name) {
        return new CloudsEntry(name, api().resolve("/v3").toString(), "admin", adminSecret(), "admin", place.region());
    }

    private String adminSecret() {
        Path file = home().resolve("control").resolve("admin-secret");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Failure.unauthenticated(
                    "The administrator's password in %s cannot be read.".formatted(file),
                    "Run this as the user who started Coffer, or choose the home with --home or COFFER_HOME.");
        }
    }
}
