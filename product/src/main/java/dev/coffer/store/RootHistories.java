package dev.coffer.store;

import dev.coffer.model.RootHistory;
import java.util.Optional;

/** When root was first enabled, per instance. */
public final class RootHistories {
    public Optional<RootHistory> find(String instanceId) {
        throw new UnsupportedOperationException();
    }

    /** Keeps the first one. */
    public void remember(RootHistory history) {
        throw new UnsupportedOperationException();
    }
}
