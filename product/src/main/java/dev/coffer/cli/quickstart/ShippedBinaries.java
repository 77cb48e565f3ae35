package dev.coffer.cli.quickstart;

import dev.coffer.engine.Engine;
import dev.coffer.image.Images;
import java.util.List;
import java.util.function.Consumer;

/** The images of an installation, by the recipes of an engine. */
public final class ShippedBinaries implements Binaries {
    private final Engine engine;
    private final Images images;

    public ShippedBinaries(Engine engine, Images images) {
        this.engine = engine;
        this.images = images;
    }

    @Override
    public List<String> versions() {
        return engine.offers().stream().map(Engine.Offer::version).toList();
    }

    @Override
    public boolean isReady(String version) {
        return images.root(image(version)).isPresent();
    }

    @Override
    public void fetch(String version, Consumer<String> progress) {
        images.fetch(image(version), progress);
    }

    private String image(String version) {
        return engine.offers().stream()
                .filter(offer -> offer.version().equals(version))
                .map(offer -> offer.recipe().name())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no version " + version + "."));
    }
}
