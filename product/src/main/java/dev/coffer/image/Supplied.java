package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What an operator supplies: a root tree, or a vendor's files that go to one place of a tree. */
final class Supplied {
    private final HostCommand host;
    private final ImageRecipe recipe;
    private final Consumer<String> progress;

    Supplied(HostCommand host, ImageRecipe recipe, Consumer<String> progress) {
        this.host = host;
        this.recipe = recipe;
        this.progress = progress;
    }

    /**
     * Makes the tree, and says what was fetched for it.
     *
     * @param source an archive or a directory
     */
    List<Manifest.Package> into(Path source, Path root) throws IOException, InterruptedException {
        Path unpacked = host.scratch().resolve("supplied");
        progress.accept("unpacking " + source);
        unpack(source, unpacked);
        new Tree(host, unpacked).inspect();
        if (Tree.has(unpacked, recipe.program())) {
            Files.move(unpacked, root);
            return List.of();
        }
        String place = recipe.supplied().orElseThrow(() -> holdsNot(source));
        Path vendors = vendors(unpacked, recipe.suppliedProgram().orElseThrow()).orElseThrow(() -> holdsNot(source));
        Files.createDirectory(root);
        List<Manifest.Package> packages = new Ingredients(host, recipe, progress).into(root);
        Path target = root.resolve(place);
        Files.createDirectories(target.getParent());
        Files.move(vendors, target);
        return packages;
    }

    private void unpack(Path source, Path target) throws IOException, InterruptedException {
        if (Files.isDirectory(source)) {
            Files.createDirectory(target);
            List<String> reader = List.of("tar", "-c", "-C", source.toString(), ".");
            host.pipe(List.of(reader, List.of("tar", "-x", "--no-same-owner", "-C", target.toString())));
        } else {
            new Artifact(host).unpackForeign(source, target);
        }
    }

    /** The directory that has the program where it must be: what was unpacked, or one in it that vendors put around all. */
    private static Optional<Path> vendors(Path unpacked, String program) throws IOException {
        try (Stream<Path> below = Files.list(unpacked)) {
            return Stream.concat(Stream.of(unpacked), below.sorted())
                    .filter(directory -> Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))
                    .filter(directory -> Tree.has(directory, program))
                    .findFirst();
        }
    }

    private Fault holdsNot(Path source) {
        String place = recipe.suppliedProgram()
                .map(program -> "%s, neither at its root nor below one directory, which the image %s must have"
                        .formatted(program, recipe.name()))
                .orElseGet(() -> "%s, which the image %s must have at that place below its root"
                        .formatted(recipe.program(), recipe.name()));
        return Fault.badRequest("%s holds no %s.".formatted(source, place));
    }
}
