package dev.coffer.cli.installation;

import dev.coffer.cli.client.Http;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.credentials.CloudsEntry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A Coffer on this machine. */
public interface Installation {

    /** Where it keeps everything. */
    Path home();

    /** Address of its API, as seen from this machine. */
    URI api();

    /** What it and its control plane write; it may not exist yet. */
    Path log();

    /** The control plane's process, while there is one. */
    Optional<Running> running();

    /** A control plane that runs. */
    record Running(long pid, Instant since) {}

    /** Whether the API answers and is well. */
    boolean answers();

    /** Starts the control plane unless it runs, and returns when its API answers. */
    void start(Consumer<String> progress) throws InterruptedException;

    /** Stops the control plane and leaves the instances running; true if there was one to stop. */
    boolean stop(Consumer<String> progress) throws InterruptedException;

    /** Stops the agents and engines of all instances, in good order; their data stay. Called when the control plane is stopped. */
    void stopInstances(Consumer<String> progress) throws InterruptedException;

    /** The API with the administrator's rights. */
    default Trove trove() {
        return trove(Http.PATIENCE);
    }

    /** @param patience how long an answer may take */
    Trove trove(Duration patience);

    /** The administrator's entry for {@code clouds.yaml}. */
    CloudsEntry cloudsEntry(String name);
}
