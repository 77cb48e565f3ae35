package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** A root tree while it is made. */
final class Tree {
    private static final List<String> MERGED = List.of("bin", "sbin", "lib", "lib64");
    private static final List<String> LEFT_OUT =
            List.of("doc", "man", "locale", "info", "lintian", "bug", "doc-base", "icons");
    private static final int LINKS = 40;

    private final HostCommand host;
    private final Path root;

    Tree(HostCommand host, Path root) {
        this.host = host;
        this.root = root;
    }

    /** Unpacks packages without running their scripts, and makes the links that the scripts would have made. */
    void unpack(List<Path> packages) throws IOException, InterruptedException {
        for (String name : MERGED) {
            Files.createDirectories(root.resolve("usr").resolve(name));
            Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
        }
        // base-files brings the same links along, which must not be replaced while other packages are unpacked through
        // them.
        for (Path file : packages.stream().filter(Tree::isBaseFiles).toList()) {
            unpack(file);
        }
        unpackTogether(packages.stream().filter(file -> !isBaseFiles(file)).toList());
        link("sh", "dash", "bash");
        link("awk", "gawk", "mawk");
        link("java", machines());
    }

    /**
     * Everyone may read, nobody but the owner write, and nothing runs with another's rights. A sandbox shows nothing of the tree's
     * {@code /etc}, so links to files in it become copies: a JVM keeps its configuration there.
     */
    void normalise() throws IOException, InterruptedException {
        for (Path link : linksToEtc()) {
            Optional<Path> target = resolve(root, Path.of("/").resolve(root.relativize(link)), LINKS);
            if (target.filter(Files::isRegularFile).isPresent()) {
                Files.delete(link);
                Files.copy(target.get(), link);
            }
        }
        host.run(List.of("chmod", "-R", "a+rX,u+w,go-w,u-s,g-s,-t", "--", root.toString()));
    }

    /** @throws Fault when it holds what is neither file, directory nor link */
    void inspect() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isOther()) {
                    throw Fault.badRequest("The tree holds %s, which is a device or the like. Remove it from the tree."
                            .formatted(root.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Whether the tree has this file, following links as they will be followed when the tree is the root. */
    static boolean has(Path root, String file) {
        return resolve(root, Path.of("/", file), LINKS)
                .filter(Files::isRegularFile)
                .isPresent();
    }

    private List<Path> linksToEtc() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isSymbolicLink)
                    .filter(link -> readLink(link).startsWith("/etc"))
                    .toList();
        }
    }

    private static Optional<Path> resolve(Path root, Path file, int links) {
        Path reached = Path.of("/");
        for (Path name : file.normalize()) {
            Path next = reached.resolve(name);
            Path outside = root.resolve(Path.of("/").relativize(next));
            if (Files.isSymbolicLink(outside)) {
                if (links == 0) {
                    return Optional.empty();
                }
                Path rest = next.relativize(file.normalize());
                Path target = reached.resolve(readLink(outside)).resolve(rest);
                return resolve(root, target, links - 1);
            }
            if (!Files.exists(outside, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            reached = next;
        }
        return Optional.of(root.resolve(Path.of("/").relativize(reached)));
    }

    private static Path readLink(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            throw new UncheckedIOException(link + " cannot be read.", e);
        }
    }

    private void unpackTogether(List<Path> packages) throws IOException, InterruptedException {
        try (ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<?>> running = new ArrayList<>();
            for (Path file : packages) {
                running.add(executor.submit(() -> {
                    unpack(file);
                    return null;
                }));
            }
            try {
                for (Future<?> each : running) {
                    each.get();
                }
            } catch (ExecutionException e) {
                throw new IOException(String.valueOf(e.getMessage()), e.getCause());
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private void unpack(Path file) throws IOException, InterruptedException {
        List<String> tar = new ArrayList<>(List.of("tar", "-x", "-C", root.toString()));
        tar.addAll(List.of("--keep-directory-symlink", "--no-same-owner"));
        LEFT_OUT.forEach(name -> tar.add("--exclude=./usr/share/" + name));
        host.pipe(List.of(List.of("dpkg-deb", "--fsys-tarfile", file.toString()), tar));
    }

    private static boolean isBaseFiles(Path file) {
        return file.getFileName().toString().startsWith("base-files_");
    }

    /** The programs of the Java virtual machines that are there, as links in {@code usr/bin} name them. */
    private String[] machines() throws IOException {
        Path directory = root.resolve("usr/lib/jvm");
        if (!Files.isDirectory(directory)) {
            return new String[0];
        }
        try (Stream<Path> machines = Files.list(directory)) {
            return machines.sorted()
                    .map(machine -> "../lib/jvm/" + machine.getFileName() + "/bin/java")
                    .toArray(String[]::new);
        }
    }

    /** Makes {@code usr/bin/NAME} a link to the first of these programs that is there. */
    private void link(String name, String... programs) throws IOException {
        Path bin = root.resolve("usr/bin");
        if (Files.exists(bin.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (String program : programs) {
            if (Files.exists(bin.resolve(program))) {
                Files.createSymbolicLink(bin.resolve(name), Path.of(program));
                return;
            }
        }
    }
}
