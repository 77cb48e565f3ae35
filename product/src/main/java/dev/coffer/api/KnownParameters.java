package dev.coffer.api;

import dev.coffer.durable.Operation;
import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Parameter;
import dev.coffer.model.ParameterSet;
import dev.coffer.operations.ReadParameters;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be set on the servers of a datastore version. When its image was not asked yet, asking is filed and waited for; an image
 * that has to be fetched first may take longer than that.
 */
final class KnownParameters {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Context context;

    KnownParameters(Context context) {
        this.context = context;
    }

    List<Parameter> all(DatastoreVersion version) {
        ensure(version);
        return context.read(tx -> tx.parameters().all(version.id())).stream()
                .filter(parameter -> !isOwned(version, parameter.name()))
                .toList();
    }

    Optional<Parameter> find(DatastoreVersion version, String name) {
        ensure(version);
        return context.read(tx -> tx.parameters().find(version.id(), name))
                .filter(parameter -> !isOwned(version, parameter.name()));
    }

    /** Those of these names that are known. Refuses versions of which nothing can be set. */
    Map<String, Parameter> rules(DatastoreVersion version, Collection<String> names) {
        ensure(version);
        return context.read(tx -> {
            Map<String, Parameter> found = tx.parameters().find(version.id(), names);
            boolean unsure = names.isEmpty() || found.size() < names.size();
            if (unsure && !tx.parameters().any(version.id())) {
                throw Fault.unprocessable("Configuration groups are not supported for this datastore: %s %s"
                        .formatted(version.datastore(), version.name()));
            }
            return found;
        });
    }

    /** Whether Coffer sets it itself. */
    boolean isOwned(DatastoreVersion version, String name) {
        return context.engine(version)
                .flatMap(Engine::parameters)
                .filter(parameters -> parameters.isOwned(name))
                .isPresent();
    }

    private void ensure(DatastoreVersion version) {
        if (!canBeAsked(version) || isKnown(version)) {
            return;
        }
        context.requireImage(version);
        String operation = context.write(tx -> reading(tx, version));
        if (!await(operation, version).state().isEnd()) {
            throw unavailable(
                    version,
                    "are read from its image, which is fetched first; try again in a minute (operation %s)."
                            .formatted(operation));
        }
    }

    private boolean canBeAsked(DatastoreVersion version) {
        return version.image() != null
                && context.engine(version).flatMap(Engine::parameters).isPresent();
    }

    private boolean isKnown(DatastoreVersion version) {
        String image = String.valueOf(version.image());
        return context.read(tx -> tx.parameters().source(version.id()))
                .filter(source -> ParameterSet.isOf(source, image))
                .isPresent();
    }

    private String reading(Tx tx, DatastoreVersion version) {
        return tx.operations()
                .active(version.id())
                .map(Operation::id)
                .orElseGet(() -> context.operations().file(tx, new ReadParameters(version.id())));
    }

    private Operation await(String operation, DatastoreVersion version) {
        try {
            return context.operations().await(operation, PATIENCE);
        } catch (Fault fault) {
            throw unavailable(version, "could not be read from its image; try again. " + fault.sentence());
        }
    }

    private static Fault unavailable(DatastoreVersion version, String what) {
        return new Fault(
                Fault.Kind.UNAVAILABLE,
                "The configuration parameters of %s %s %s".formatted(version.datastore(), version.name(), what));
    }
}
