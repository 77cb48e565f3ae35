package dev.coffer.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a recipe names and Coffer can fetch. */
final class Ingredients {
    private final HostCommand host;
    private final ImageRecipe recipe;
    private final Consumer<String> progress;

    Ingredients(HostCommand host, ImageRecipe recipe, Consumer<String> progress) {
        this.host = host;
        this.recipe = recipe;
        this.progress = progress;
    }

    /** Fills an empty tree, and says with what. */
    List<Manifest.Package> into(Path root) throws IOException, InterruptedException {
        List<Manifest.Package> all = new ArrayList<>();
        if (!recipe.suites().isEmpty()) {
            all.addAll(packages(new Tree(host, root)));
        }
        if (recipe.jars().isPresent()) {
            all.addAll(jars(recipe.jars().get(), root));
        }
        return all;
    }

    private List<Manifest.Package> packages(Tree tree) throws IOException, InterruptedException {
        DebianMirror mirror = DebianMirror.find(host, System.getenv());
        Path closure = Files.createDirectory(host.scratch().resolve("apt"));
        List<Path> files = new AptClosure(host, closure, mirror, recipe).download(progress);
        progress.accept("unpacking %d packages".formatted(files.size()));
        tree.unpack(files);
        List<Manifest.Package> packages = new ArrayList<>();
        for (Path file : files) {
            String[] described = AptClosure.describe(file).split(" ");
            packages.add(new Manifest.Package(described[0], described[1], Artifact.sha256(file)));
        }
        return packages;
    }

    private List<Manifest.Package> jars(ImageRecipe.Jars wanted, Path root) throws IOException, InterruptedException {
        Path closure = Files.createDirectory(host.scratch().resolve("maven"));
        Path directory = Files.createDirectories(root.resolve(wanted.directory()));
        List<Manifest.Package> packages = new ArrayList<>();
        for (MavenClosure.Jar jar : new MavenClosure(host, closure, recipe, wanted).download(progress)) {
            Path file = Files.move(jar.file(), directory.resolve(jar.file().getFileName()));
            packages.add(new Manifest.Package(jar.name(), jar.version(), Artifact.sha256(file)));
        }
        return packages;
    }
}
