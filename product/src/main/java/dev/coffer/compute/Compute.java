package dev.coffer.compute;

import dev.coffer.model.Flavor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where instances live. Every call is idempotent on the instance's id, so that "did I do it already?" can always be answered.
 */
public interface Compute {

    /** Makes the server (directory, user, limits, agent's settings) or completes a half-made one, and starts its agent. */
    void create(ServerSpec spec);

    Optional<Server> find(String instanceId);

    /** Starts the agent if it does not run. */
    void start(String instanceId);

    /**
     * Stops the agent, then the engine in order (killed when it does not stop in time). Data stays; {@link #start} brings all back.
     * When it returns nothing of the instance runs: proof that an old primary takes no more writes.
     */
    void stop(String instanceId);

    /**
     * Other limits of memory and CPU. The agent starts again; an engine learns of them when it starts the next time, so it should be
     * stopped where they become less.
     */
    void resize(String instanceId, Flavor flavor);

    /** A larger volume, while the engine runs; the agent starts again. One that is as large already is left. */
    void grow(String instanceId, int volumeSize);

    /** Binaries of another version for an engine that is stopped; the agent starts again. */
    void reimage(String instanceId, String version, Path image);

    /** Stops everything of the server and makes it anew around its data, as the specification says; the agent enrols again. */
    void rebuild(ServerSpec spec);

    /** Stops everything of the server and removes it with its data. A server that is not there is deleted. */
    void delete(String instanceId);

    /** All servers found, also ones nobody remembers. */
    List<Server> servers();

    /** Which limits of flavors this provider keeps servers within: {@code memory}, {@code cpu}. */
    default List<String> enforcedLimits() {
        return List.of();
    }

    /**
     * @param running whether the agent's process runs
     */
    record Server(String instanceId, boolean running) {}
}
