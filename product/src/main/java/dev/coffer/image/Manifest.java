package dev.coffer.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an image is, kept beside its artifact as {@code manifest.json}.
 *
 * @param recipe it was made by; null when an operator supplied it or part of it
 * @param sha256 of the artifact
 */
record Manifest(
        int format,
        String name,
        String architecture,
        @Nullable ImageRecipe recipe,
        List<Package> packages,
        long bytes,
        String sha256,
        Instant made) {
    static final int FORMAT = 1;
    static final String FILE = "manifest.json";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** A package or a jar that was put into the image. */
    record Package(String name, String version, String sha256) {
        @Override
        public String toString() {
            return name + " " + version;
        }
    }

    Manifest {
        packages = List.copyOf(packages);
    }

    /** Whether this recipe made it, or an operator in its place. */
    boolean isOf(ImageRecipe today) {
        return recipe == null || recipe.equals(today);
    }

    /** The manifest in the directory of an image; empty when there is none that can be read. */
    static Optional<Manifest> read(Path directory) {
        try {
            return Optional.ofNullable(JSON.readValue(Files.readString(directory.resolve(FILE)), Manifest.class))
                    .filter(manifest -> manifest.format() == FORMAT);
        } catch (IOException | JacksonException unreadable) {
            return Optional.empty();
        }
    }

    void write(Path directory) throws IOException {
        AtomicFile.write(directory.resolve(FILE), JSON.writeValueAsString(this) + "\n");
    }
}
