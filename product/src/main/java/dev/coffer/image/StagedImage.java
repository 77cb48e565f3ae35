package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An image on its way: a directory like the finished one, moved to its place when it is whole. */
final class StagedImage {
    static final String TREE = "tree";
    private static final System.Logger LOG = System.getLogger(StagedImage.class.getName());

    private final Path scratch;
    private final ImageRecipe recipe;
    private final Consumer<String> progress;
    private final HostCommand host;
    private final Path directory;

    StagedImage(Path scratch, ImageRecipe recipe, Consumer<String> progress) throws IOException {
        this.scratch = scratch;
        this.recipe = recipe;
        this.progress = progress;
        this.host = new HostCommand(scratch);
        this.directory = Files.createDirectory(scratch.resolve(recipe.name()));
    }

    static Path artifact(Path directory, String name) {
        return directory.resolve(name + ".tar.zst");
    }

    void fromRecipe(InstantSource clock) throws IOException, InterruptedException {
        Path root = Files.createDirectory(directory.resolve(TREE));
        List<Manifest.Package> packages = new Ingredients(host, recipe, progress).into(root);
        new Tree(host, root).normalise();
        if (!Tree.has(root, recipe.program())) {
            throw new Fault(
                    Fault.Kind.UNPROCESSABLE,
                    "The packages of the image %s hold no %s. What the mirror offers does not fit this version of Coffer."
                            .formatted(recipe.name(), recipe.program()));
        }
        pack(recipe, packages, clock);
    }

    /** An operator's archive, or a directory. */
    void fromOperator(Path source, InstantSource clock) throws IOException, InterruptedException {
        Path root = directory.resolve(TREE);
        List<Manifest.Package> packages = new Supplied(host, recipe, progress).into(source, root);
        new Tree(host, root).normalise();
        pack(null, packages, clock);
    }

    /** From an image whose artifact is known to be sound. */
    void fromArtifact(Path image, Manifest manifest) throws IOException, InterruptedException {
        Path artifact = artifact(directory, recipe.name());
        linkOrCopy(artifact(image, recipe.name()), artifact);
        manifest.write(directory);
        copySurvey(image, directory);
        new Artifact(host).unpack(artifact, directory.resolve(TREE));
    }

    /** Gives a directory of images the artifact and the manifest, without the tree. */
    static void share(Path scratch, Path image, Manifest manifest, Path target) throws IOException {
        Path directory = Files.createDirectory(scratch.resolve(manifest.name()));
        linkOrCopy(artifact(image, manifest.name()), artifact(directory, manifest.name()));
        manifest.write(directory);
        copySurvey(image, directory);
        replace(scratch, directory, target.resolve(manifest.name()));
    }

    private static void copySurvey(Path image, Path directory) throws IOException {
        Path known = image.resolve(SurveyFile.NAME);
        if (Files.isRegularFile(known)) {
            Files.copy(known, directory.resolve(SurveyFile.NAME));
        }
    }

    /** Asks the image's programs, unless an image made before has the answer. An image that gives none is of use all the same. */
    void survey(Survey survey) throws IOException, InterruptedException {
        if (SurveyFile.read(directory).isPresent()) {
            return;
        }
        progress.accept("reading the parameters of " + recipe.name());
        try {
            SurveyFile.make(survey, recipe, directory.resolve(TREE), Files.createDirectory(scratch.resolve("survey")))
                    .write(directory);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "The parameters of " + recipe.name() + " cannot be read.", e);
            progress.accept("going on without its parameters: " + e.getMessage());
        }
    }

    /** Moves the finished image to its place and returns its tree. */
    Path publish(Path images) throws IOException, InterruptedException {
        Path target = images.resolve(recipe.name());
        permit(directory, "rwxr-xr-x");
        permit(directory.resolve(TREE), "rwxr-xr-x");
        permit(directory.resolve(Manifest.FILE), "rw-r--r--");
        permit(artifact(directory, recipe.name()), "rw-r--r--");
        if (Files.exists(directory.resolve(SurveyFile.NAME))) {
            permit(directory.resolve(SurveyFile.NAME), "rw-r--r--");
        }
        progress.accept("writing " + target);
        host.run(List.of("sync", "-f", directory.toString()));
        replace(scratch, directory, target);
        return target.resolve(TREE);
    }

    private void pack(@Nullable ImageRecipe madeBy, List<Manifest.Package> packages, InstantSource clock)
            throws IOException, InterruptedException {
        progress.accept("packing " + recipe.name());
        Path artifact = artifact(directory, recipe.name());
        new Artifact(host).pack(directory.resolve(TREE), artifact);
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                recipe.name(),
                architecture(),
                madeBy,
                packages,
                Files.size(artifact),
                Artifact.sha256(artifact),
                clock.instant());
        manifest.write(directory);
    }

    static String architecture() {
        return System.getProperty("os.arch");
    }

    private static void replace(Path scratch, Path directory, Path target) throws IOException {
        if (Files.exists(target)) {
            Files.move(target, scratch.resolve("replaced"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(directory, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void linkOrCopy(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (IOException | UnsupportedOperationException onAnotherDisk) {
            Files.copy(source, target);
        }
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
