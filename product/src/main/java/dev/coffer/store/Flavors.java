package dev.coffer.store;

import dev.coffer.model.Flavor;
import java.util.List;
import java.util.Optional;

/** Flavors. */
public final class Flavors {
    /** By RAM, then id. */
    public List<Flavor> all() {
        throw new UnsupportedOperationException();
    }

    public Optional<Flavor> find(String id) {
        throw new UnsupportedOperationException();
    }

    /** Inserts or replaces by id. */
    public void put(Flavor flavor) {
        throw new UnsupportedOperationException();
    }
}
