package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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

    private Path jar() throws IOException {
        return JavaProgram.CONTROL_PLANE.jar(jars().directory());
    }

    private static List<String> seen(Path launcher) throws IOException {
        try (JarFile jar = new JarFile(launcher.toFile())) {
            return List.of(
                    jar.getManifest().getMainAttributes().getValue("Class-Path").split(" "));
        }
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            return entries.toList();
        }
    }

    @Test
    void the_same_content_is_copied_once_and_can_be_read_by_everyone() throws IOException {
        Path jar = jar();
        assertThat(jar()).isEqualTo(jar);
        assertThat(copies()).containsExactly(jar.getParent());
        try (Stream<Path> all = Files.walk(home)) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isIn("rwxr-xr-x", "rw-r--r--"));
        }
        assertThat(seen(jar)).containsExactly("000-classes.jar");
        try (JarFile packed = new JarFile(jar.resolveSibling("000-classes.jar").toFile())) {
            assertThat(packed.getEntry("a/b/C.class")).isNotNull();
        }
    }

    @Test
    void a_new_build_is_copied_beside_one_in_use_and_replaces_one_that_is_not() throws IOException {
        Path first = jar();
        Files.writeString(classes.resolve("C.class"), "second");
        Process user = new ProcessBuilder("tail", "-f", first.toString()).start();
        Path second;
        try {
            second = jar();
            assertThat(copies()).containsExactlyInAnyOrder(first.getParent(), second.getParent());
        } finally {
            user.destroyForcibly().onExit().join();
        }
        Files.writeString(classes.resolve("C.class"), "third");
        Path third = jar();
        assertThat(copies()).containsExactly(third.getParent());
        assertThat(List.of(first, second)).doesNotContain(third);
    }

    @Test
    void a_copy_that_was_killed_is_made_again() throws IOException {
        Path jar = jar();
        Files.delete(jar.resolveSibling("name"));
        Files.delete(jar);
        assertThat(jar()).isEqualTo(jar).exists();
    }

    @Test
    void an_agent_sees_only_the_jars_it_needs() throws IOException {
        for (String name : List.of("jackson-core-3.jar", "logback-1.jar")) {
            new JarOutputStream(Files.newOutputStream(directory.resolve(name)), new Manifest()).close();
        }
        String classPath = "%1$s/classes:%1$s/jackson-core-3.jar:%1$s/logback-1.jar".formatted(directory);

        Path runtime = new RuntimeJars(home, classPath).directory();

        assertThat(seen(JavaProgram.AGENT.jar(runtime))).containsExactly("000-classes.jar", "001-jackson-core-3.jar");
        assertThat(seen(JavaProgram.CONTROL_PLANE.jar(runtime))).hasSize(3);
    }

    @Test
    void what_a_build_put_together_is_taken_as_it_is_with_its_caches() throws IOException {
        Path built = directory.resolve("built");
        RuntimeJars.assemble(built, directory.resolve("classes").toString());
        Files.writeString(JavaProgram.AGENT.cache(built, "mysql"), "cache");
        Files.writeString(built.resolve("client.aot"), "not for here");

        RuntimeJars jars =
                new RuntimeJars(home, JavaProgram.CONTROL_PLANE.jar(built).toString());
        Path runtime = jars.directory();

        assertThat(copies()).containsExactly(runtime);
        assertThat(JavaProgram.AGENT.cache(runtime, "mysql")).hasContent("cache");
        assertThat(runtime.resolve("client.aot")).doesNotExist();
        Path packed = Path.of("000-classes.jar");
        assertThat(Files.getLastModifiedTime(runtime.resolve(packed)))
                .isEqualTo(Files.getLastModifiedTime(built.resolve(packed)));
        assertThat(new RuntimeJars(home, JavaProgram.CONTROL_PLANE.jar(runtime).toString()).directory())
                .as("a process that runs from the copy uses it")
                .isEqualTo(runtime);
    }

    @Test
    void a_signed_jar_is_copied_without_its_signature() throws IOException {
        Path signed = directory.resolve("signed.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getEntries().put("a/B.class", new Attributes());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(signed), manifest)) {
            for (String name : List.of("META-INF/KEY.SF", "META-INF/KEY.RSA", "a/B.class", "META-INF/services/a.B")) {
                jar.putNextEntry(new JarEntry(name));
                jar.write(name.getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }

        Path runtime = new RuntimeJars(home, signed.toString()).directory();

        try (JarFile copy = new JarFile(runtime.resolve("000-signed.jar").toFile())) {
            assertThat(copy.stream().map(JarEntry::getName))
                    .containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "a/B.class", "META-INF/services/a.B");
            assertThat(copy.getManifest().getEntries()).isEmpty();
            assertThat(copy.getInputStream(copy.getEntry("a/B.class"))).hasContent("a/B.class");
        }
    }
}
