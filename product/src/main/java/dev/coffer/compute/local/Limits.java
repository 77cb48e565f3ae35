package dev.coffer.compute.local;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Limits the kernel keeps instances within. */
interface Limits {

    /**
     * Sets the instance's limits and puts these processes, and so all they start, under them. What the host does not allow is logged
     * and left.
     *
     * @param ram MiB of the flavor; the agent's own need is added
     */
    void set(String instanceId, int ram, int vcpus, Collection<Long> processes);

    /** Processes under the instance's limits, whatever they call themselves. */
    Set<Long> processes(String instanceId);

    void remove(String instanceId);

    /** Of {@code memory} and {@code cpu}, those that are kept. */
    List<String> enforced();

    /** A host that allows none. */
    record None() implements Limits {
        @Override
        public void set(String instanceId, int ram, int vcpus, Collection<Long> processes) {}

        @Override
        public Set<Long> processes(String instanceId) {
            return Set.of();
        }

        @Override
        public void remove(String instanceId) {}

        @Override
        public List<String> enforced() {
            return List.of();
        }
    }
}
