package dev.coffer.api;

import dev.coffer.bus.Agents;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.engine.Offers;
import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.operations.Operations;
import dev.coffer.policy.Policy;
import dev.coffer.policy.Quotas;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.StaleWrite;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** What handlers work with. */
record Context(
        Store store,
        Operations operations,
        Agents agents,
        Engines engines,
        Policy policy,
        Settings settings,
        InstantSource clock) {
    /** How long a caller waits for an agent's answer. */
    static final Duration ANSWER = Duration.ofSeconds(10);

    /** How long a caller waits for a change of accounts, which then goes on by itself. */
    static final Duration CHANGE = Duration.ofSeconds(15);

    private static final int ATTEMPTS = 5;

    <T> T read(Function<Tx, T> work) {
        return store.read(work);
    }

    /** One transaction; decided again when someone else wrote the same rows meanwhile. */
    <T> T write(Function<Tx, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.write(work);
            } catch (StaleWrite e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    Instant now() {
        return clock.instant();
    }

    /** The instance, when the caller may see it (an administrator sees everyone's) and the call's rule lets it pass. */
    Instance instance(Tx tx, Call call) {
        String id = call.id("id");
        return permitted(call, tx.instances().find(id), Instance::projectId, id);
    }

    Listing listing(Tx tx, Call call) {
        String id = call.id("id");
        return permitted(
                call, tx.instances().listing(id), found -> found.instance().projectId(), id);
    }

    /**
     * What was found, when the caller may see it and the call's rule lets it pass.
     *
     * @param owner project that it belongs to
     * @param id for the message
     */
    <T> T permitted(Call call, Optional<T> found, Function<T, String> owner, String id) {
        T object = found.filter(candidate -> isVisible(owner.apply(candidate), call))
                .orElseThrow(Fault.noResource(id));
        policy.require(call.rule(), call.caller(), owner.apply(object));
        return object;
    }

    Quotas quotas() {
        return new Quotas(settings.quotas());
    }

    static boolean isVisible(String projectId, Call call) {
        return call.caller().isAdmin() || call.caller().projectId().equals(projectId);
    }

    Optional<Engine> engine(DatastoreVersion version) {
        return engines.find(version.engine());
    }

    void requireCapability(DatastoreVersion version, Engine.Capability capability) {
        boolean missing = engine(version)
                .filter(engine -> !engine.capabilities().contains(capability))
                .isPresent();
        if (missing) {
            throw Fault.unprocessable("Operation not supported for datastore %s.".formatted(version.datastore()));
        }
    }

    /** Some images only an operator can get; as long as nobody has supplied one, nothing is begun. */
    void requireImage(DatastoreVersion version) {
        engine(version)
                .flatMap(engine -> Offers.image(engine, version))
                .flatMap(operations::obstacleToImage)
                .ifPresent(sentence -> {
                    throw Fault.unprocessable(sentence);
                });
    }

    InstanceStatus status(Listing listing) {
        return InstanceStatus.of(listing.instance(), listing.report(), now(), settings.silence());
    }
}
