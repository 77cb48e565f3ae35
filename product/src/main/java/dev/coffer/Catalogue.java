package dev.coffer;

import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.image.Images;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.DerivedId;
import dev.coffer.model.Flavor;
import dev.coffer.model.ParameterSet;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be ordered: the shipped engines' versions and, at first start, OpenStack's classic flavors. */
final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);
    private static final List<Flavor> FLAVORS = List.of(
            new Flavor("1", "m1.tiny", 512, 1, 0, 0),
            new Flavor("2", "m1.small", 2_048, 1, 0, 0),
            new Flavor("3", "m1.medium", 4_096, 2, 0, 0),
            new Flavor("4", "m1.large", 8_192, 4, 0, 0),
            new Flavor("5", "m1.xlarge", 16_384, 8, 0, 0));

    private Catalogue() {}

    /** Adds what is new; what an operator changed stays, and what one deleted stays away. */
    static void fill(Tx tx, Engines engines) {
        if (tx.flavors().all().isEmpty()) {
            FLAVORS.forEach(tx.flavors()::put);
        }
        engines.all().forEach(engine -> offer(tx, engine));
    }

    /** Parameters of versions whose image is here, and is another than the one they were read from. The rest is read when asked for. */
    static void refreshParameters(Store store, Images images) {
        for (DatastoreVersion version : store.read(tx -> tx.datastores().allVersions())) {
            try {
                Optional.ofNullable(version.image())
                        .flatMap(images::surveyed)
                        .filter(set -> !isKnown(store, version, set))
                        .ifPresent(set -> store.change(tx -> tx.parameters().replace(version.id(), set)));
            } catch (RuntimeException e) { // the edge: they are read again when asked for
                LOG.warn("The parameters of {} {} were not read anew.", version.datastore(), version.name(), e);
            }
        }
    }

    private static boolean isKnown(Store store, DatastoreVersion version, ParameterSet set) {
        return store.read(tx -> tx.parameters().source(version.id()))
                .filter(set.source()::equals)
                .isPresent();
    }

    private static void offer(Tx tx, Engine engine) {
        String datastoreId = tx.datastores().idOf(engine.name()).orElse(DerivedId.of(engine.name()));
        for (Engine.Offer offer : engine.offers()) {
            String versionId = DerivedId.of(engine.name() + "/" + offer.version());
            if (tx.datastores().everKnown(versionId).isEmpty()) {
                if (tx.datastores().find(datastoreId).isEmpty()) {
                    tx.datastores().put(new Datastore(datastoreId, engine.name(), versionId));
                }
                tx.datastores()
                        .put(new DatastoreVersion(
                                versionId,
                                datastoreId,
                                engine.name(),
                                offer.version(),
                                offer.version(),
                                engine.name(),
                                offer.recipe().name(),
                                true));
            }
        }
    }
}
