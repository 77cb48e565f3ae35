package dev.coffer.image;

import dev.coffer.model.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Asks the programs of an image what can be set on its servers. The answer is kept beside the image's manifest. */
@FunctionalInterface
public interface Survey {

    /**
     * @param sandbox of the image, whose home is {@code scratch}
     * @param scratch an empty directory that is thrown away
     */
    List<Parameter> parameters(ImageRecipe recipe, Sandbox sandbox, Path scratch)
            throws IOException, InterruptedException;
}
