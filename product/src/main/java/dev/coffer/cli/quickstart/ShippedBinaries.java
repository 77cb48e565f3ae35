package dev.coffer.cli.quickstart;

import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Images;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The images of an installation, by the recipes of a shipped engine. */
public final class ShippedBinaries implements Binaries {
    private final Engine engine;
    private final Images images;

    public ShippedBinaries(Path home, Engines engines, String engine) {
        this.engine = engines.named(engine);
        this.images = new Images(
                home.resolve("images"),
                engines.all().stream()
                        .flatMap(each -> each.offers().stream())
                        .map(Engine.Offer::recipe)
                        .toList());
    }

    @Override
    public List<String> versions() {
        return engine.offers().stream().map(Engine.Offer::version).toList();
    }

    @Override
    public boolean isReady(String version) {
        return images.root(recipe(version).name()).isPresent();
    }

    @Override
    public void fetch(String version, Consumer<String> progress) {
        images.fetch(recipe(version).name(), progress);
    }

    private ImageRecipe recipe(String version) {
        return engine.offers().stream()
                .filter(offer -> offer.version().equals(version))
                .map(Engine.Offer::recipe)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no version " + version + "."));
    }
}
