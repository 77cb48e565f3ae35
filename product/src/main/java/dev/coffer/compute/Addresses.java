package dev.coffer.compute;

/** Addresses of a provider. */
public interface Addresses {
    /** The instance's address, allocated on first call: unused by any instance, and its port free on this host. */
    String allocate(String instanceId, int port);

    void release(String instanceId);
}
