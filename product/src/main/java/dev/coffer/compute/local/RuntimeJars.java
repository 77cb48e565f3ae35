package dev.coffer.compute.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What agents and a detached control plane run from: a copy, named by its content, of what this process runs from. A new build so never
 * changes the jars of a process that runs; copies that no process uses any more are removed.
 *
 * <p>A copy has the jars, and for each {@link JavaProgram} a jar that names those it sees, and perhaps a cache of its classes. A cache
 * is good for jars of the same names, sizes and times only, so copies keep all three.
 */
public final class RuntimeJars {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeJars.class);
    /** Holds the name of the copy; written last. */
    private static final String NAME = "name";

    private final Path directory;
    private final String classPath;
    private @Nullable Path copy;

    /**
     * @param directory {@code <home>/runtime}
     * @param classPath of this process
     */
    public RuntimeJars(Path directory, String classPath) {
        this.directory = directory;
        this.classPath = classPath;
    }

    /** The copy to run from; made on first use, unless this process runs from such a copy itself. */
    public synchronized Path directory() throws IOException {
        if (copy == null || !Files.exists(copy.resolve(NAME))) {
            Path source = Path.of(classPath.split(File.pathSeparator)[0])
                    .toAbsolutePath()
                    .getParent();
            if (source == null || !Files.exists(source.resolve(NAME))) {
                copy = placed(fresh -> fill(fresh, classPath));
            } else if (source.startsWith(directory)) {
                copy = source;
            } else {
                Path known = directory.resolve(Files.readString(source.resolve(NAME)));
                copy = Files.exists(known.resolve(NAME)) ? known : placed(fresh -> take(source, fresh));
            }
        }
        return copy;
    }

    /** Makes a copy in this directory, which must not exist. */
    public static void assemble(Path fresh, String classPath) throws IOException {
        Host.directory(fresh, "rwxr-xr-x");
        fill(fresh, classPath);
    }

    private interface Filling {
        /** Returns the name of the copy. */
        String into(Path fresh) throws IOException;
    }

    private Path placed(Filling filling) throws IOException {
        Host.directory(directory, "rwxr-xr-x");
        Path fresh = directory.resolve("." + UUID.randomUUID());
        Host.directory(fresh, "rwxr-xr-x");
        try {
            Path place = directory.resolve(filling.into(fresh));
            if (Files.exists(place.resolve(NAME))) {
                return place;
            }
            Removal.of(place);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            Host.sync(directory);
            LOG.info("Processes run from {} from now on.", place);
            removeUnused(place);
            return place;
        } finally {
            Removal.of(fresh);
        }
    }

    private static String take(Path source, Path fresh) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(source)) {
            files = entries.filter(RuntimeJars::isTaken).toList();
        }
        for (Path file : files) {
            Path own = fresh.resolve(file.getFileName());
            Files.copy(file, own);
            Files.setLastModifiedTime(own, Files.getLastModifiedTime(file));
            publish(own);
        }
        String name = Files.readString(source.resolve(NAME));
        Files.writeString(fresh.resolve(NAME), name);
        return name;
    }

    private static boolean isTaken(Path file) {
        return file.toString().endsWith(".jar")
                || Arrays.stream(JavaProgram.values()).anyMatch(program -> program.isCache(file));
    }

    /** Copies everything that the class path names. */
    private static String fill(Path fresh, String classPath) throws IOException {
        MessageDigest digest = sha256();
        Map<Path, String> names = new LinkedHashMap<>();
        for (Path entry : ClassPath.of(classPath)) {
            String name = "%03d-%s".formatted(names.size(), entry.getFileName());
            boolean isDirectory = Files.isDirectory(entry);
            names.put(entry, isDirectory ? name + ".jar" : name);
            Path own = fresh.resolve(names.get(entry));
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(own), digest)) {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                if (isDirectory) {
                    pack(entry, out);
                } else {
                    UnsignedJar.copy(entry, out);
                }
            }
            publish(own);
        }
        for (JavaProgram program : JavaProgram.values()) {
            Path launcher = program.jar(fresh);
            List<String> seen = names.keySet().stream()
                    .filter(program::needs)
                    .map(names::get)
                    .toList();
            try (OutputStream out = Files.newOutputStream(launcher)) {
                launch(seen, out);
            }
            publish(launcher);
        }
        String name = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        Files.writeString(fresh.resolve(NAME), name);
        return name;
    }

    private static void publish(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** A directory of classes as a jar that is the same whenever the classes are. */
    private static void pack(Path classes, OutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        JarOutputStream jar = new JarOutputStream(out);
        for (Path file : files) {
            ZipEntry entry = new ZipEntry(classes.relativize(file).toString());
            entry.setLastModifiedTime(FileTime.fromMillis(0));
            jar.putNextEntry(entry);
            try (InputStream content = Files.newInputStream(file)) {
                content.transferTo(jar);
            }
            jar.closeEntry();
        }
        jar.finish();
    }

    private static void launch(List<String> names, OutputStream out) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", names));
        new JarOutputStream(out, manifest).finish();
    }

    private void removeUnused(Path current) throws IOException {
        List<String> commands = Processes.commandLines();
        List<Path> copies;
        try (Stream<Path> entries = Files.list(directory)) {
            copies = entries.filter(copy -> !copy.equals(current)).toList();
        }
        for (Path copy : copies) {
            if (commands.stream().noneMatch(command -> command.contains(copy.toString()))) {
                Removal.of(copy);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
