package dev.coffer;

import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.engine.Parameters;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Sandbox;
import dev.coffer.image.Survey;
import dev.coffer.model.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an image's engine says of its parameters. */
record EngineSurvey(Engines engines) implements Survey {

    @Override
    public List<Parameter> parameters(ImageRecipe recipe, Sandbox sandbox, Path scratch)
            throws IOException, InterruptedException {
        Optional<Parameters> parameters = engines.all().stream()
                .filter(engine -> offers(engine, recipe.name()))
                .findFirst()
                .flatMap(Engine::parameters);
        return parameters.isPresent() ? parameters.get().introspect(sandbox, scratch) : List.of();
    }

    private static boolean offers(Engine engine, String image) {
        return engine.offers().stream().anyMatch(offer -> offer.recipe().name().equals(image));
    }
}
