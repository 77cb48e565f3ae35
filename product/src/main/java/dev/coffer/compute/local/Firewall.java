package dev.coffer.compute.local;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Keeps those away from addresses of this host who may not connect. */
interface Firewall {

    /** Puts these rules in place of all that this installation had, in one go. */
    void replace(AccessRules rules) throws IOException;

    /** Addresses that other installations on this host guard, as their rules say. */
    Set<String> foreign() throws IOException;

    /** Why nothing can be kept away; empty when it can. */
    Optional<String> obstacle();

    /** A host where Coffer may not or cannot. */
    record None(String reason) implements Firewall {
        @Override
        public void replace(AccessRules rules) {}

        @Override
        public Set<String> foreign() {
            return Set.of();
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.of(reason);
        }
    }
}
