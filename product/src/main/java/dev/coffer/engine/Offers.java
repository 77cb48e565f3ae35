package dev.coffer.engine;

import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.DerivedId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * From what a datastore version says of its image to one of its engine's images. Trove's clients know images by ids, so each has one,
 * derived from its name.
 */
public final class Offers {
    private Offers() {}

    /** The id under which clients know the image of this name. */
    public static String imageId(String image) {
        return DerivedId.of("image/" + image);
    }

    public static Optional<Engine.Offer> find(Engine engine, String imageNameOrId) {
        return engine.offers().stream()
                .filter(offer -> offer.recipe().name().equals(imageNameOrId)
                        || imageId(offer.recipe().name()).equals(imageNameOrId))
                .findFirst();
    }

    /** The newest whose image has all the tags; an image has its own name, its engine's and its version's. */
    public static Optional<Engine.Offer> tagged(Engine engine, Collection<String> tags) {
        return engine.offers().stream()
                .filter(offer -> Set.of(
                                engine.name(), offer.version(), offer.recipe().name())
                        .containsAll(tags))
                .findFirst();
    }

    /** Name of the image to make an instance of this version from; empty when nothing fits its tags any more. */
    public static Optional<String> image(Engine engine, DatastoreVersion version) {
        String image = version.image();
        return image != null
                ? Optional.of(image)
                : tagged(engine, version.notes().imageTags())
                        .map(offer -> offer.recipe().name());
    }
}
