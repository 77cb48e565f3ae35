package dev.coffer.image;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The images of this installation: artifacts ({@code NAME.tar.zst} with a manifest) and their unpacked trees. */
public final class Images {

    /** @param directory {@code <home>/images}; readable by every instance's user */
    public Images(Path directory, List<ImageRecipe> recipes) {
        throw new UnsupportedOperationException();
    }

    /**
     * @param state MISSING: known recipe, not fetched; READY: unpacked and verified; DAMAGED: checksum does not match
     * @param packages name and version of each package in it; empty for an operator's tree
     */
    public record Image(
            String name, State state, long bytes, String sha256, Optional<Instant> made, List<String> packages) {
        /** Whether it can be used. */
        public enum State {
            MISSING,
            READY,
            DAMAGED
        }
    }

    public List<Image> list() {
        throw new UnsupportedOperationException();
    }

    /** Root of the unpacked tree, or empty when the image is not ready. */
    public Optional<Path> root(String name) {
        throw new UnsupportedOperationException();
    }

    /** Fetches and unpacks an image by its recipe; one that is ready is left alone. */
    public Path fetch(String name, Consumer<String> progress) {
        throw new UnsupportedOperationException();
    }

    /** Takes an operator's artifact: a tar, tar.gz, tar.xz or tar.zst of a root tree, or a directory. */
    public Path add(String name, Path file, Consumer<String> progress) {
        throw new UnsupportedOperationException();
    }

    public void remove(String name) {
        throw new UnsupportedOperationException();
    }
}
