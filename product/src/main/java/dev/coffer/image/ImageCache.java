package dev.coffer.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Artifacts shared by the installations of one user, so that a fresh one downloads nothing again: {@code COFFER_IMAGES}, else
 * {@code /var/cache/coffer/images} for root and {@code $XDG_CACHE_HOME/coffer/images} ({@code ~/.cache}) for others.
 */
final class ImageCache {
    private static final System.Logger LOG = System.getLogger(ImageCache.class.getName());

    private final Path directory;

    ImageCache(Path directory) {
        this.directory = directory;
    }

    static Path ofUser(Map<String, String> environment) {
        String explicit = environment.getOrDefault("COFFER_IMAGES", "");
        if (!explicit.isBlank()) {
            return Path.of(explicit);
        }
        if (User.self().uid() == 0) {
            return Path.of("/var/cache/coffer/images");
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.startsWith("/") ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("coffer/images");
    }

    /** The cached image made by exactly this recipe for this machine; a damaged one does not count. */
    Optional<Manifest> find(ImageRecipe recipe) {
        Path image = directory(recipe.name());
        return Manifest.read(image)
                .filter(manifest -> recipe.equals(manifest.recipe()))
                .filter(manifest -> manifest.architecture().equals(StagedImage.architecture()))
                .filter(manifest -> isOurs(image) && isSound(image, manifest));
    }

    Path directory(String name) {
        return directory.resolve(name);
    }

    /** Keeps a copy of a finished image; without one it goes on as well. */
    void offer(Path image, Manifest manifest) throws InterruptedException {
        try {
            new Workshop(directory).work(line -> {}, scratch -> {
                StagedImage.share(scratch, image, manifest, directory);
                return directory;
            });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "The image {0} is not kept in {1}: {2}", manifest.name(), directory, e);
        }
    }

    void forget(String name) throws InterruptedException {
        if (!Files.isDirectory(directory(name))) {
            return;
        }
        try {
            new Workshop(directory)
                    .work(line -> {}, scratch -> Files.move(directory(name), scratch.resolve("removed")));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "The image {0} stays in {1}: {2}", name, directory, e);
        }
    }

    private static boolean isSound(Path image, Manifest manifest) {
        try {
            Path artifact = StagedImage.artifact(image, manifest.name());
            return Files.size(artifact) == manifest.bytes()
                    && Artifact.sha256(artifact).equals(manifest.sha256());
        } catch (IOException gone) {
            return false;
        }
    }

    /** Nobody else may have put it there. */
    private static boolean isOurs(Path image) {
        try {
            int owner = (int) Files.getAttribute(image, "unix:uid");
            int mode = (int) Files.getAttribute(image, "unix:mode");
            return List.of(0, User.self().uid()).contains(owner) && (mode & 0022) == 0;
        } catch (IOException gone) {
            return false;
        }
    }
}
