package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuntimeJarsTest {
    @TempDir
    private Path directory;

    private Path home = Path.of("");
    private Path classes = Path.of("");

    @BeforeEach
    void build() throws IOException {
        home = directory.resolve("runtime");
        classes = Files.createDirectories(directory.resolve("classes/a/b"));
        Files.writeString(classes.resolve("C.class"), "first");
    }

    private RuntimeJars jars() {
        return new RuntimeJars(home, directory.resolve("classes") + ":" + directory.resolve("gone.jar"));
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            return entries.toList();
        }
    }

    @Test
    void the_same_content_is_copied_once_and_can_be_read_by_everyone() throws IOException {
        Path jar = jars().jar();
        assertThat(jars().jar()).isEqualTo(jar);
        assertThat(copies()).containsExactly(jar.getParent());
        try (Stream<Path> all = Files.walk(home)) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isIn("rwxr-xr-x", "rw-r--r--"));
        }
        try (JarFile launcher = new JarFile(jar.toFile());
                JarFile packed =
                        new JarFile(jar.resolveSibling("000-classes.jar").toFile())) {
            assertThat(launcher.getManifest().getMainAttributes().getValue("Class-Path"))
                    .isEqualTo("000-classes.jar");
            assertThat(packed.getEntry("a/b/C.class")).isNotNull();
        }
    }

    @Test
    void a_new_build_is_copied_beside_one_in_use_and_replaces_one_that_is_not() throws IOException {
        Path first = jars().jar();
        Files.writeString(classes.resolve("C.class"), "second");
        Process user = new ProcessBuilder("tail", "-f", first.toString()).start();
        Path second;
        try {
            second = jars().jar();
            assertThat(copies()).containsExactlyInAnyOrder(first.getParent(), second.getParent());
        } finally {
            user.destroyForcibly().onExit().join();
        }
        Files.writeString(classes.resolve("C.class"), "third");
        Path third = jars().jar();
        assertThat(copies()).containsExactly(third.getParent());
        assertThat(List.of(first, second)).doesNotContain(third);
    }

    @Test
    void a_copy_that_was_killed_is_made_again() throws IOException {
        Path jar = jars().jar();
        Files.delete(jar);
        assertThat(jars().jar()).isEqualTo(jar).exists();
    }
}
