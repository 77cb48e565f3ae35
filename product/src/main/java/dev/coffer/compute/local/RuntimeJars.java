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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
 * The jars that agents and a detached control plane run from: a copy, named by its content, of what this process runs from. A new
 * build so never changes the jars of a process that runs; copies that no process uses any more are removed.
 */
public final class RuntimeJars {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeJars.class);
    private static final String MAIN = "dev.coffer.Main";
    private static final String LAUNCHER = "launch.jar";

    private final Path directory;
    private final String classPath;
    private @Nullable Path jar;

    /**
     * @param directory {@code <home>/runtime}
     * @param classPath of this process
     */
    public RuntimeJars(Path directory, String classPath) {
        this.directory = directory;
        this.classPath = classPath;
    }

    /** The jar to be run; copied on first use, unless this process runs from such a copy itself. */
    public synchronized Path jar() throws IOException {
        if (jar == null || !Files.exists(jar)) {
            Path own = Path.of(classPath.split(File.pathSeparator)[0]);
            jar = own.endsWith(LAUNCHER) && own.startsWith(directory) ? own : copied();
        }
        return jar;
    }

    private Path copied() throws IOException {
        Host.directory(directory, "rwxr-xr-x");
        Path fresh = directory.resolve("." + UUID.randomUUID());
        Host.directory(fresh, "rwxr-xr-x");
        try {
            Path place = directory.resolve(fill(fresh));
            if (Files.exists(place.resolve(LAUNCHER))) {
                return place.resolve(LAUNCHER);
            }
            Removal.of(place);
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            Host.sync(directory);
            LOG.info("Processes run from {} from now on.", place);
            removeUnused(place);
            return place.resolve(LAUNCHER);
        } finally {
            Removal.of(fresh);
        }
    }

    /** Copies everything and returns the digest of it. */
    private String fill(Path fresh) throws IOException {
        MessageDigest digest = sha256();
        List<String> names = new ArrayList<>();
        for (Path entry : ClassPath.of(classPath)) {
            String name = "%03d-%s".formatted(names.size(), entry.getFileName());
            boolean isDirectory = Files.isDirectory(entry);
            names.add(isDirectory ? name + ".jar" : name);
            Path copy = fresh.resolve(names.getLast());
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(copy), digest)) {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                if (isDirectory) {
                    pack(entry, out);
                } else {
                    Files.copy(entry, out);
                }
            }
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Path launcher = fresh.resolve(LAUNCHER);
        try (OutputStream out = Files.newOutputStream(launcher)) {
            launch(names, out);
        }
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rw-r--r--"));
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
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
        attributes.put(Attributes.Name.MAIN_CLASS, MAIN);
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
