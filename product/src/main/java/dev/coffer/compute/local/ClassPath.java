package dev.coffer.compute.local;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What a class path names: jars and directories of classes, also those that a jar's manifest names. */
final class ClassPath {
    private ClassPath() {}

    static List<Path> of(String classPath) throws IOException {
        Set<Path> all = new LinkedHashSet<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                add(Path.of(entry).toAbsolutePath().normalize(), all);
            }
        }
        return List.copyOf(all);
    }

    private static void add(Path entry, Set<Path> all) throws IOException {
        if (!Files.exists(entry) || !all.add(entry) || Files.isDirectory(entry)) {
            return;
        }
        for (URI named : named(entry).toList()) {
            URI place = entry.toUri().resolve(named);
            if ("file".equals(place.getScheme())) {
                add(Path.of(place), all);
            }
        }
    }

    private static Stream<URI> named(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String value =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return value == null || value.isBlank()
                    ? Stream.empty()
                    : Stream.of(value.strip().split("\\s+")).map(URI::create);
        }
    }
}
