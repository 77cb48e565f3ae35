package dev.coffer.compute.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Copies a jar without its signatures. Java checks them at every start, which takes as long as the rest of it, and keeps no class of a
 * signed jar in a cache; what was downloaded was checked when Maven took it.
 */
final class UnsignedJar {
    private UnsignedJar() {}

    /** A jar that is not signed is copied as it is. */
    static void copy(Path source, OutputStream out) throws IOException {
        try (JarFile jar = new JarFile(source.toFile(), false)) {
            if (jar.stream().map(JarEntry::getName).noneMatch(UnsignedJar::isSignature)) {
                Files.copy(source, out);
                return;
            }
            JarOutputStream copy = new JarOutputStream(out, withoutDigests(jar.getManifest()));
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (!isSignature(entry.getName()) && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    JarEntry same = new JarEntry(entry.getName());
                    same.setTime(entry.getTime());
                    copy.putNextEntry(same);
                    try (InputStream content = jar.getInputStream(entry)) {
                        content.transferTo(copy);
                    }
                }
            }
            copy.finish();
        }
    }

    private static Manifest withoutDigests(Manifest signed) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putAll(signed.getMainAttributes());
        return manifest;
    }

    private static boolean isSignature(String entry) {
        String name = entry.toUpperCase(Locale.ROOT);
        return name.matches("META-INF/[^/]*[.](SF|RSA|DSA|EC)");
    }
}
