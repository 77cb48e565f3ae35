package dev.coffer.compute;

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
