package dev.coffer;

import dev.coffer.image.Images;
import dev.coffer.model.ParameterSet;
import dev.coffer.operations.Rooms;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The images, as operations see them. */
record Trees(Images images) implements Rooms.ImageTrees {

    @Override
    public Path fetch(String name, Consumer<String> progress) {
        return images.fetch(name, progress);
    }

    @Override
    public ParameterSet parameters(String name) {
        return images.survey(name, _ -> {});
    }

    @Override
    public Optional<String> obstacle(String name) {
        return images.obstacle(name);
    }
}
