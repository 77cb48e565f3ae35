package dev.coffer.image;

import dev.coffer.fault.Fault;
import dev.coffer.model.ParameterSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The images of this installation: artifacts ({@code NAME.tar.zst} with a manifest) and their unpacked trees. Several processes may use
 * one directory; an image is there whole or not at all.
 *
 * <p>Failures are {@link Fault}s: UNAVAILABLE when trying again may help, another kind when somebody must do something first.
 */
public final class Images {
    private final Path directory;
    private final List<ImageRecipe> recipes;
    private final Optional<ImageCache> cache;
    private final Optional<Survey> survey;
    private final Workshop workshop;
    private final Map<Path, Checked> checked = new ConcurrentHashMap<>();

    /** What was found out about an artifact, while it is this very file. */
    private record Checked(long size, FileTime modified, String sha256) {}

    /**
     * Uses the user's cache: an image that another installation fetched is not downloaded again.
     *
     * @param directory {@code <home>/images}; readable by every instance's user
     */
    public Images(Path directory, List<ImageRecipe> recipes) {
        this(directory, userCache(), recipes);
    }

    /** @param cache a directory of the same form, which receives artifacts and gives them out again */
    public Images(Path directory, Path cache, List<ImageRecipe> recipes) {
        this(directory, cache, recipes, Optional.empty());
    }

    /** @param survey what is asked of every image that is made */
    public Images(Path directory, Path cache, List<ImageRecipe> recipes, Optional<Survey> survey) {
        this.survey = survey;
        this.directory = directory.toAbsolutePath().normalize();
        Path shared = cache.toAbsolutePath().normalize();
        this.cache = shared.equals(this.directory) ? Optional.empty() : Optional.of(new ImageCache(shared));
        this.recipes = List.copyOf(recipes);
        this.workshop = new Workshop(this.directory);
        try {
            workshop.tidy();
        } catch (IOException e) {
            throw new UncheckedIOException("What is left in " + directory + "/.staging cannot be removed.", e);
        }
    }

    /** The cache of the user who runs this. */
    public static Path userCache() {
        return ImageCache.ofUser(System.getenv());
    }

    /**
     * @param state MISSING: to be fetched or unpacked; READY: unpacked and verified; DAMAGED: checksum does not match
     * @param packages name and version of each package and jar in it that Coffer fetched
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
        TreeSet<String> names = new TreeSet<>();
        recipes.forEach(recipe -> names.add(recipe.name()));
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                entries.map(entry -> entry.getFileName().toString())
                        .filter(name -> !name.startsWith("."))
                        .forEach(names::add);
            } catch (IOException e) {
                throw failure("The directory " + directory + " cannot be read", e);
            }
        }
        return names.stream().map(this::image).toList();
    }

    /** Root of the unpacked tree, or empty when the image is not ready. */
    public Optional<Path> root(String name) {
        Path image = directory.resolve(name);
        Path tree = image.resolve(StagedImage.TREE);
        return Manifest.read(image)
                .filter(manifest -> manifest.name().equals(name))
                .map(manifest -> tree)
                .filter(Files::isDirectory)
                .filter(root -> recipe(name).stream().allMatch(recipe -> Tree.has(root, recipe.program())));
    }

    /**
     * Makes an image ready: unpacks its artifact when its tree is gone, takes it from the cache, or downloads what it is made of. One that is
     * ready is left alone.
     */
    public Path fetch(String name, Consumer<String> progress) {
        ImageRecipe recipe = known(name);
        return root(name)
                .orElseGet(() -> work("The image " + name + " cannot be fetched", progress, scratch -> {
                    Optional<Path> meanwhile = root(name);
                    return meanwhile.isPresent() ? meanwhile.get() : make(recipe, scratch, progress);
                }));
    }

    /** What was found out about an image that is ready; empty when it is not, or was made without asking. */
    public Optional<ParameterSet> surveyed(String name) {
        Path image = directory.resolve(name);
        return root(name)
                .flatMap(_ -> Manifest.read(image))
                .flatMap(manifest -> SurveyFile.read(image).map(file -> file.of(name, manifest.sha256())));
    }

    /** The same of any image, which is made ready and asked if need be. */
    public ParameterSet survey(String name, Consumer<String> progress) {
        ImageRecipe recipe = known(name);
        Path root = fetch(name, progress);
        Optional<ParameterSet> found = surveyed(name);
        if (found.isPresent()) {
            return found.get();
        }
        Survey asking = survey.orElseThrow(() -> new IllegalStateException("Nothing is asked of images here."));
        Path _ = work("The parameters of the image " + name + " cannot be read", progress, scratch -> {
            Path empty = Files.createDirectory(scratch.resolve("survey"));
            SurveyFile.make(asking, recipe, root, empty).write(directory.resolve(name));
            return root;
        });
        return surveyed(name)
                .orElseThrow(() -> new Fault(
                        Fault.Kind.UNAVAILABLE, "The image %s was removed meanwhile. Try again.".formatted(name)));
    }

    /**
     * Takes an operator's artifact: a tar, tar.gz, tar.xz or tar.zst, or a directory. It is a root tree, or what the recipe leaves to
     * the operator, as its vendor packs it; then the rest of the recipe is fetched.
     */
    public Path add(String name, Path file, Consumer<String> progress) {
        ImageRecipe recipe = known(name);
        if (!Files.isReadable(file)) {
            throw Fault.badRequest(file + " cannot be read.");
        }
        return work("The image " + name + " cannot be added", progress, scratch -> {
            if (Files.exists(directory.resolve(name))) {
                throw new Fault(
                        Fault.Kind.CONFLICT,
                        "The image %s is there already. Remove it first: coffer image remove %s".formatted(name, name));
            }
            StagedImage staged = new StagedImage(scratch, recipe, progress);
            staged.fromOperator(file.toAbsolutePath(), InstantSource.system());
            if (survey.isPresent()) {
                staged.survey(survey.get());
            }
            return staged.publish(directory);
        });
    }

    /** Also from the cache, so that the next {@link #fetch} downloads what is newest. */
    public void remove(String name) {
        if (name.startsWith(".") || name.contains("/") || !Files.exists(directory.resolve(name))) {
            throw Fault.notFound("There is no image %s here.".formatted(name));
        }
        work("The image " + name + " cannot be removed", line -> {}, scratch -> {
            Files.move(directory.resolve(name), scratch.resolve("removed"));
            if (cache.isPresent()) {
                cache.get().forget(name);
            }
            return directory;
        });
    }

    private Path make(ImageRecipe recipe, Path scratch, Consumer<String> progress)
            throws IOException, InterruptedException {
        StagedImage staged = new StagedImage(scratch, recipe, progress);
        Path here = directory.resolve(recipe.name());
        Optional<Manifest> present = Manifest.read(here).filter(manifest -> manifest.isOf(recipe));
        Optional<Manifest> cached = cache.flatMap(shared -> shared.find(recipe));
        if (present.isPresent()) {
            progress.accept("unpacking " + StagedImage.artifact(here, recipe.name()));
            requireSound(here, present.get());
            staged.fromArtifact(here, present.get());
        } else if (cached.isPresent() && cache.isPresent()) {
            Path image = cache.get().directory(recipe.name());
            progress.accept(
                    "unpacking %s, made on %s".formatted(image, cached.get().made()));
            staged.fromArtifact(image, cached.get());
        } else {
            requireFetchable(recipe);
            staged.fromRecipe(InstantSource.system());
        }
        if (survey.isPresent()) {
            staged.survey(survey.get());
        }
        Path tree = staged.publish(directory);
        if (present.isEmpty() && cached.isEmpty() && cache.isPresent()) {
            cache.get().offer(here, Manifest.read(here).orElseThrow());
        }
        return tree;
    }

    private void requireSound(Path image, Manifest manifest) {
        if (!isSound(image, manifest)) {
            throw new Fault(
                    Fault.Kind.UNPROCESSABLE,
                    "The file of the image %s is damaged: its checksum is not the recorded one. Remove the image and fetch it again: coffer image remove %s; coffer image fetch %s"
                            .formatted(manifest.name(), manifest.name(), manifest.name()));
        }
    }

    private static void requireFetchable(ImageRecipe recipe) {
        if (!recipe.isFetchable()) {
            throw new Fault(Fault.Kind.UNPROCESSABLE, unfetchable(recipe));
        }
    }

    private static String unfetchable(ImageRecipe recipe) {
        String what = recipe.suppliedProgram()
                .map("Get the vendor's archive that holds %s and supply it"::formatted)
                .orElseGet(() -> "Supply a tree that holds " + recipe.program());
        return "The image %s holds programs that Coffer cannot fetch. %s: coffer image add %s FILE"
                .formatted(recipe.name(), what, recipe.name());
    }

    /** Why {@link #fetch} would not help, as long as nobody supplies the image; empty when it is here or can be fetched. */
    public Optional<String> obstacle(String name) {
        return recipe(name)
                .filter(recipe -> !recipe.isFetchable())
                .filter(recipe -> Manifest.read(directory.resolve(name)).isEmpty())
                .filter(recipe -> cache.flatMap(shared -> shared.find(recipe)).isEmpty())
                .map(Images::unfetchable);
    }

    private Image image(String name) {
        Optional<Manifest> manifest = Manifest.read(directory.resolve(name));
        if (manifest.isEmpty()) {
            boolean there = Files.exists(directory.resolve(name));
            return new Image(
                    name, there ? Image.State.DAMAGED : Image.State.MISSING, 0, "", Optional.empty(), List.of());
        }
        Manifest found = manifest.get();
        Image.State unpacked = root(name).isPresent() ? Image.State.READY : Image.State.MISSING;
        return new Image(
                name,
                isSound(directory.resolve(name), found) ? unpacked : Image.State.DAMAGED,
                found.bytes(),
                found.sha256(),
                Optional.of(found.made()),
                found.packages().stream().map(Manifest.Package::toString).toList());
    }

    private boolean isSound(Path image, Manifest manifest) {
        Path artifact = StagedImage.artifact(image, manifest.name());
        try {
            long size = Files.size(artifact);
            FileTime modified = Files.getLastModifiedTime(artifact);
            Checked known = checked.get(artifact);
            if (known == null || known.size() != size || !known.modified().equals(modified)) {
                known = new Checked(size, modified, Artifact.sha256(artifact));
                checked.put(artifact, known);
            }
            return size == manifest.bytes() && known.sha256().equals(manifest.sha256());
        } catch (IOException gone) {
            return false;
        }
    }

    private Optional<ImageRecipe> recipe(String name) {
        return recipes.stream().filter(recipe -> recipe.name().equals(name)).findFirst();
    }

    private ImageRecipe known(String name) {
        return recipe(name)
                .orElseThrow(() -> Fault.notFound("There is no image %s. There are: %s."
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        recipes.stream().map(ImageRecipe::name).toList()))));
    }

    private Path work(String failing, Consumer<String> progress, Workshop.Work<Path> work) {
        try {
            return workshop.work(progress, work);
        } catch (IOException e) {
            throw failure(failing, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, failing + ": it was interrupted. Try again.", e);
        }
    }

    private Fault failure(String failing, IOException e) {
        return DiskFull.in(String.valueOf(e.getMessage()), directory)
                .orElseGet(() -> new Fault(Fault.Kind.UNAVAILABLE, failing + ". " + e.getMessage(), e));
    }
}
