package dev.coffer.store;

import dev.coffer.model.Report;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The newest report of each instance. */
public final class Reports {
    /** Writes them in one batch; older ones than what is stored, and ones of instances that are gone, are dropped. */
    public void put(List<Report> reports) {
        throw new UnsupportedOperationException();
    }

    public Optional<Report> find(String instanceId) {
        throw new UnsupportedOperationException();
    }

    public List<Report> find(Collection<String> instanceIds) {
        throw new UnsupportedOperationException();
    }
}
