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
import java.util.Optional;
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
        orAbort(() -> images(shared.resolve("images")).fetch("greeting", PROGRESS::add));
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
    void a_package_that_is_not_there_is_named() {
        ImageRecipe recipe = new ImageRecipe("strange", "trixie", List.of("hello", "no-such-package"), "usr/bin/hello");
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
        return new ImageRecipe("greeting", "trixie", List.of("hello", "dash"), "usr/bin/hello");
    }

    private static Images images(Path where) {
        return new Images(where, shared.resolve("cache"), List.of(recipe()));
    }

    /** Without a network this cannot be tested; where everything must be, it fails. */
    private static void orAbort(Runnable fetching) {
        try {
            fetching.run();
        } catch (Fault fault) {
            if (!"true".equals(System.getenv("CI")) && fault.sentence().contains("Check the network")) {
                abort("There is no network: " + fault.sentence());
            }
            throw fault;
        }
    }

    private String greeting(Path root) throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve("home"));
        Process process = Sandbox.start(new Sandbox(root, home, List.of()).tool(List.of("sh", "-c", "hello")));
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
