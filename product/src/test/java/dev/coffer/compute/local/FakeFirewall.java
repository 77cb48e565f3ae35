package dev.coffer.compute.local;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A firewall that keeps the rules it is given and nobody away. */
final class FakeFirewall implements Firewall {
    AccessRules rules = AccessRules.none();
    final Set<String> foreign = new TreeSet<>();

    @Nullable String obstacle;

    @Nullable String failure;

    @Override
    public void replace(AccessRules wanted) throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
        rules = wanted;
    }

    @Override
    public Set<String> foreign() {
        return foreign;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.ofNullable(obstacle);
    }
}
