package dev.coffer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.coffer.fault.Fault;
import dev.coffer.image.Images.Image;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packages from the mirror of this host. */
class FetchTest {
    /** One download for all. */
    @TempDir
    static Path shared;

    private static final List<String> PROGRESS = new ArrayList<>();

    @TempDir
    Path directory;

    private final List<Process> callers = new ArrayList<>();

    @BeforeAll
    static void fetch() {
        Path _ = orAbort(() -> images(shared.resolve("images")).fetch("greeting", PROGRESS::add));
    }

    @AfterEach
    void clean() {
        callers.forEach(Process::destroyForcibly);
    }

    @Test
    void packages_become_an_image_that_runs() throws IOException, InterruptedException {
        assertThat(PROGRESS).anyMatch(line -> line.matches("downloading \\d+ packages, \\d+ MiB"));
        Images images = images(shared.resolve("images"));
        Path root = images.root("greeting").orElseThrow();
        Image image = images.list().getFirst();
        assertThat(image.state()).isEqualTo(Image.State.READY);
        assertThat(image.packages())
                .anyMatch(line -> line.matches("hello \\d.*"))
                .anyMatch(line -> line.matches("libc6 \\d.*"));
        assertThat(Manifest.read(shared.resolve("images/greeting"))
                        .orElseThrow()
                        .packages())
                .allMatch(each -> each.sha256().matches("[0-9a-f]{64}"));
        assertThat(root.resolve("usr/share/doc")).doesNotExist();
        assertThat(Files.readSymbolicLink(root.resolve("usr/bin/sh"))).hasToString("dash");
        assertThat(greeting(root)).isEqualTo("Hello, world!\n");
    }

    @Test
    void another_installation_downloads_nothing_again() throws IOException, InterruptedException {
        List<String> progress = new ArrayList<>();
        Path root = images(directory.resolve("other")).fetch("greeting", progress::add);

        assertThat(progress).anyMatch(line -> line.contains("cache")).noneMatch(line -> line.contains("downloading"));
        assertThat(greeting(root)).isEqualTo("Hello, world!\n");
    }

    @Test
    void killed_in_the_middle_it_leaves_nothing_and_two_at_once_make_one_image()
            throws IOException, InterruptedException {
        Images images = new Images(directory.resolve("images"), directory.resolve("cache"), List.of(recipe()));
        Process killed = caller();
        awaitLine(killed, "downloading");
        killed.destroyForcibly().waitFor();
        assertThat(images.root("greeting")).isEmpty();

        Process first = caller();
        awaitLine(first, "reading");
        Process second = caller();
        awaitLine(second, "waiting");
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(images.root("greeting")).isPresent();
        assertThat(directory.resolve("images/.staging")).doesNotExist();
    }

    @Test
    void packages_of_several_suites_share_the_libraries_of_the_first() throws IOException, InterruptedException {
        Images images = only(ImageRecipe.of("mixed", "usr/bin/hello")
                .withPackages("trixie", "dash")
                .withPackages("bookworm", "hello"));
        Path root = images.fetch("mixed", line -> {});

        Map<String, String> alone = versions(shared.resolve("images/greeting"));
        Map<String, String> mixed = versions(directory.resolve("several/mixed"));
        assertThat(mixed.get("hello")).isNotEqualTo(alone.get("hello"));
        assertThat(mixed.get("dash")).isEqualTo(alone.get("dash"));
        assertThat(mixed.get("libc6")).isEqualTo(alone.get("libc6"));
        assertThat(greeting(root)).isEqualTo("Hello, world!\n");
    }

    @Test
    void a_package_that_only_another_suite_has_is_not_taken_from_there() {
        Images images = only(ImageRecipe.of("mixed", "usr/bin/dash")
                .withPackages("trixie", "dash")
                .withPackages("bookworm", "libssl3t64"));

        assertThatThrownBy(() -> images.fetch("mixed", line -> {}))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Debian bookworm")
                .hasMessageContaining("has no package libssl3t64");
    }

    @Test
    void jars_come_with_what_they_need() throws IOException {
        String jar = "usr/share/logging/slf4j-jdk-platform-logging-2.0.17.jar";
        Images images = only(ImageRecipe.of("logging", jar)
                .withJars("usr/share/logging", "org.slf4j:slf4j-jdk-platform-logging:2.0.17"));
        Path root = orAbort(() -> images.fetch("logging", line -> {}));

        assertThat(root.resolve("usr/share/logging/slf4j-api-2.0.17.jar")).isNotEmptyFile();
        assertThat(versions(directory.resolve("several/logging")))
                .containsEntry("org.slf4j:slf4j-api", "2.0.17")
                .containsEntry("org.slf4j:slf4j-jdk-platform-logging", "2.0.17");
    }

    @Test
    void a_jar_that_is_not_there_is_named() {
        Images images = only(ImageRecipe.of("logging", "usr/share/logging/x.jar")
                .withJars("usr/share/logging", "org.slf4j:no-such-jar:2.0.17"));

        assertThatThrownBy(() -> images.fetch("logging", line -> {}))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("The jars of the image logging cannot be downloaded. Check the network")
                .hasMessageContaining("no-such-jar");
    }

    @Test
    void a_package_that_is_not_there_is_named() {
        ImageRecipe recipe =
                ImageRecipe.of("strange", "usr/bin/hello").withPackages("trixie", "hello", "no-such-package");
        Images strange = new Images(directory.resolve("strange"), directory.resolve("cache"), List.of(recipe));

        assertThatThrownBy(() -> strange.fetch("strange", line -> {}))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("has no package no-such-package");
        assertThat(strange.root("strange")).isEmpty();
    }

    @Test
    void a_mirror_that_does_not_answer_is_said_with_what_to_check() throws IOException, InterruptedException {
        Path scratch = Files.createDirectories(directory.resolve("scratch"));
        AptClosure closure = new AptClosure(
                new HostCommand(scratch),
                Files.createDirectory(directory.resolve("apt")),
                new DebianMirror("http://127.0.0.1:9/debian", Optional.empty()),
                recipe());

        assertThatThrownBy(() -> closure.download(line -> {}))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Check the network");
    }

    static ImageRecipe recipe() {
        return ImageRecipe.of("greeting", "usr/bin/hello").withPackages("trixie", "hello", "dash");
    }

    private static Images images(Path where) {
        return new Images(where, shared.resolve("cache"), List.of(recipe()));
    }

    private Images only(ImageRecipe recipe) {
        return new Images(directory.resolve("several"), directory.resolve("cache"), List.of(recipe));
    }

    private static Map<String, String> versions(Path image) {
        return Manifest.read(image).orElseThrow().packages().stream()
                .collect(Collectors.toMap(Manifest.Package::name, Manifest.Package::version));
    }

    /** Without a network this cannot be tested; where everything must be, it fails. */
    static Path orAbort(Supplier<Path> fetching) {
        try {
            return fetching.get();
        } catch (Fault fault) {
            if (!"true".equals(System.getenv("CI")) && fault.sentence().contains("Check the network")) {
                abort("There is no network: " + fault.sentence());
            }
            throw fault;
        }
    }

    private String greeting(Path root) throws IOException, InterruptedException {
        return output(directory, root, "sh", "-c", "hello");
    }

    /** What a program of an image says. */
    static String output(Path directory, Path root, String... command) throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve("home"));
        Process process = Sandbox.start(new Sandbox(root, home, List.of()).tool(List.of(command)));
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    private Process caller() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FetchCaller.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        callers.add(process);
        return process;
    }

    private static void awaitLine(Process process, String start) throws IOException {
        BufferedReader reader = process.inputReader();
        List<String> lines = new ArrayList<>();
        while (lines.isEmpty() || !lines.getLast().startsWith(start)) {
            String line = reader.readLine();
            assertThat(line)
                    .as("a line that starts with %s after %s", start, lines)
                    .isNotNull();
            lines.add(line);
        }
    }
}
