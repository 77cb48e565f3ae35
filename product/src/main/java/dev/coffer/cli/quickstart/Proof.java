package dev.coffer.cli.quickstart;

import java.util.List;
import java.util.function.Consumer;

/** That replicas have what was written on their primary. */
@FunctionalInterface
public interface Proof {

    /** Where and as whom. */
    record Databases(String primary, List<String> replicas, String user, String database, String password) {
        public Databases {
            replicas = List.copyOf(replicas);
        }

        @Override
        public String toString() {
            return "Databases of " + primary;
        }
    }

    /** Writes on the primary, reads on each replica, and says what was seen; throws a {@code Failure} when it was not. */
    String run(Databases databases, Consumer<String> progress) throws InterruptedException;
}
