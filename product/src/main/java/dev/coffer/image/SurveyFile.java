package dev.coffer.image;

import dev.coffer.model.Parameter;
import dev.coffer.model.ParameterSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was found out about an image, in {@code parameters.json} beside its manifest.
 *
 * @param format grows when other things are asked; an older one is asked again
 */
record SurveyFile(int format, List<Parameter> parameters) {
    static final String NAME = "parameters.json";
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.shared();

    SurveyFile {
        parameters = List.copyOf(parameters);
    }

    static SurveyFile make(Survey survey, ImageRecipe recipe, Path root, Path scratch)
            throws IOException, InterruptedException {
        return new SurveyFile(FORMAT, survey.parameters(recipe, new Sandbox(root, scratch, List.of()), scratch));
    }

    static Optional<SurveyFile> read(Path directory) {
        try {
            return Optional.ofNullable(JSON.readValue(Files.readString(directory.resolve(NAME)), SurveyFile.class))
                    .filter(file -> file.format() == FORMAT);
        } catch (IOException | JacksonException unreadable) {
            return Optional.empty();
        }
    }

    void write(Path directory) throws IOException {
        AtomicFile.write(directory.resolve(NAME), JSON.writeValueAsString(this) + "\n");
    }

    ParameterSet of(String image, String checksum) {
        return new ParameterSet(ParameterSet.source(image, "format " + format + " " + checksum), parameters);
    }
}
