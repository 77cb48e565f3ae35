package dev.coffer.engine.server;

import dev.coffer.engine.Health;
import dev.coffer.engine.Server;
import dev.coffer.engine.Tls;
import java.io.IOException;
import java.util.Optional;

/** A server built of the parts of this room, which all engines use in the same way; an engine's own adds what it can do. */
public interface LivingServer extends Server {

    /** What it is built of. */
    record Parts(Places places, DataDirectory data, Life life, Overrides overrides, HealthProbe<?> probe) {}

    Parts parts();

    /** What is wrong beside what the server says of itself. */
    default Optional<String> complaint() {
        return parts().overrides().complaint();
    }

    @Override
    default boolean isInitialised() {
        return parts().data().exists();
    }

    @Override
    default void start() throws IOException, InterruptedException {
        parts().life().start();
    }

    @Override
    default void stop() throws IOException, InterruptedException {
        parts().life().stop();
    }

    @Override
    default boolean isRunning() {
        return parts().life().isRunning();
    }

    @Override
    default Health health() {
        Health seen = parts().probe().look(parts().life().outside());
        return seen.problem() == null ? complaint().map(seen::withProblem).orElse(seen) : seen;
    }

    @Override
    default Tls tls() {
        Places places = parts().places();
        return new Tls(places.hasTls(), places.readCertificate());
    }
}
