package dev.coffer.compute;

import dev.coffer.model.Access;
import java.util.Optional;

/** Addresses of a provider, and who may connect to them. All calls are idempotent on the instance's id. */
public interface Addresses {
    /** The instance's private address, allocated on first call: unused by any instance, and its port free on this host. */
    String allocate(String instanceId, int port);

    /** The same for its public address, which is closed until {@link #expose} opens it. Empty where access cannot be enforced. */
    Optional<String> allocatePublic(String instanceId, int port);

    /**
     * Lets those connect whom the access names, and cuts off all others, also ones that are connected. The members of the instance's
     * replica set reach its private address whatever the access says, so this is asked again when the set has changed.
     */
    void expose(String instanceId, Access access);

    /** Gives up both addresses; also of an instance that has none. */
    void release(String instanceId);

    /** Why access cannot be enforced here, with what it would need; empty when it can. */
    Optional<String> obstacle();
}
