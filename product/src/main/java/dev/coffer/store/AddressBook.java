package dev.coffer.store;

import java.util.Optional;
import java.util.Set;

/** Which address belongs to which instance. */
public final class AddressBook {
    public Optional<String> of(String instanceId) {
        throw new UnsupportedOperationException();
    }

    public Set<String> taken() {
        throw new UnsupportedOperationException();
    }

    /** False when another instance has it. */
    public boolean take(String instanceId, String address) {
        throw new UnsupportedOperationException();
    }

    public void release(String instanceId) {
        throw new UnsupportedOperationException();
    }
}
