package dev.coffer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.fault.Fault;
import dev.coffer.image.Images.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What needs no network: operators' trees, damage, crashes. */
class ImagesTest {
    private static final ImageRecipe TOOL = ImageRecipe.of("tool-1", "usr/bin/tool");

    @TempDir
    Path directory;

    private Path tree;
    private Images images;
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        tree = Files.createDirectories(directory.resolve("source"));
        Files.createDirectories(tree.resolve("usr/bin"));
        Files.writeString(tree.resolve("usr/bin/tool"), "#!/bin/sh\n");
        images = open();
    }

    @Test
    void a_known_image_is_missing_until_it_is_there() {
        assertThat(images.list()).extracting(Image::name, Image::state).containsExactly(missing());
        assertThat(images.root("tool-1")).isEmpty();
        assertThatThrownBy(() -> images.fetch("tool-1", progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("coffer image add tool-1 FILE");
        assertThatThrownBy(() -> images.fetch("other", progress::add))
                .isInstanceOf(Fault.class)
                .hasMessage("There is no image other. There are: tool-1.");
    }

    @ParameterizedTest
    @CsvSource({"tree.tar,-c", "tree.tar.gz,-cz", "tree.tar.xz,-cJ", "tree.tar.zst,--zstd -c"})
    void an_operators_archive_becomes_an_image(String name, String options) throws IOException, InterruptedException {
        Path archive = tar(name, List.of(options.split(" ")), ".");
        Path root = images.add("tool-1", archive, progress::add);

        assertThat(root.resolve("usr/bin/tool")).hasContent("#!/bin/sh");
        assertThat(images.root("tool-1")).contains(root);
        Image image = images.list().getFirst();
        assertThat(image.state()).isEqualTo(Image.State.READY);
        assertThat(image.sha256()).hasSize(64);
        assertThat(image.packages()).isEmpty();
    }

    @Test
    void an_operators_directory_becomes_an_image_that_all_can_read_and_nobody_becomes_root_by() throws IOException {
        Path tool = tree.resolve("usr/bin/tool");
        Files.setAttribute(tool, "unix:mode", 04700);
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwx------"));
        Path root = images.add("tool-1", tree, progress::add);

        assertThat((int) Files.getAttribute(root.resolve("usr/bin/tool"), "unix:mode") & 07777)
                .isEqualTo(0755);
        for (Path part : List.of(root, root.resolve(".."), root.resolve("../manifest.json"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
                    .matches("r..r..r..");
        }
    }

    @Test
    void links_into_etc_become_files_since_no_sandbox_shows_it() throws IOException {
        Files.createDirectories(tree.resolve("etc/tool"));
        Files.writeString(tree.resolve("etc/tool/settings"), "set");
        Files.createSymbolicLink(tree.resolve("usr/settings"), Path.of("/etc/tool/settings"));
        Files.createSymbolicLink(tree.resolve("usr/absent"), Path.of("/etc/tool/../../../../../../../etc/passwd"));
        Path root = images.add("tool-1", tree, progress::add);

        assertThat(root.resolve("usr/settings")).hasContent("set");
        assertThat(Files.isSymbolicLink(root.resolve("usr/settings"))).isFalse();
        assertThat(root.resolve("usr/absent")).isSymbolicLink();
    }

    @Test
    void a_tree_that_is_gone_is_not_made_of_the_artifact_of_another_recipe() throws IOException {
        Path root = images.add("tool-1", tree, progress::add);
        Path image = directory.resolve("images/tool-1");
        Manifest operators = Manifest.read(image).orElseThrow();
        ImageRecipe before = TOOL.withPackages("trixie", "tool");
        new Manifest(
                        operators.format(),
                        "tool-1",
                        operators.architecture(),
                        before,
                        List.of(),
                        operators.bytes(),
                        operators.sha256(),
                        operators.made())
                .write(image);
        assertThat(images.root("tool-1")).as("goes on serving").contains(root);

        Workshop.clear(root);
        assertThatThrownBy(() -> images.fetch("tool-1", progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("cannot fetch");
    }

    @Test
    void an_archive_without_the_program_is_refused() throws IOException, InterruptedException {
        Files.move(tree.resolve("usr/bin/tool"), tree.resolve("usr/bin/other"));
        Path archive = tar("tree.tar", List.of("-c"), ".");

        assertThatThrownBy(() -> images.add("tool-1", archive, progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("holds no usr/bin/tool");
        assertNothingLeft();
    }

    @Test
    void a_file_that_is_no_archive_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no archive at all");

        assertThatThrownBy(() -> images.add("tool-1", file, progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("It must be a tar, tar.gz, tar.xz or tar.zst.");
        assertThatThrownBy(() -> images.add("tool-1", directory.resolve("absent"), progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("cannot be read");
        assertNothingLeft();
    }

    @Test
    void an_archive_cannot_write_outside_the_tree() throws IOException, InterruptedException {
        Files.createSymbolicLink(tree.resolve("way"), directory.resolve("target"));
        Files.createDirectory(directory.resolve("target"));
        Path climbing = tar("climbing.tar", List.of("-P", "--transform=s,usr/bin/tool,../../escaped,", "-c"), ".");
        assertThatThrownBy(() -> images.add("tool-1", climbing, progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Member name contains '..'");
        assertNothingLeft();

        Path first = tar("linked.tar", List.of("-c"), "way", "usr");
        Path through = Files.createDirectories(directory.resolve("second/way"));
        Files.writeString(through.resolve("escaped"), "");
        run(
                "tar",
                "-r",
                "-f",
                first.toString(),
                "-C",
                directory.resolve("second").toString(),
                "way/escaped");
        try {
            images.add("tool-1", first, progress::add);
        } catch (Fault refused) {
            assertThat(refused).hasMessageContaining("cannot be unpacked");
        }
        assertThat(directory.resolve("target")).isEmptyDirectory();
    }

    @Test
    void a_program_that_is_a_link_out_of_the_tree_is_not_there() throws IOException {
        Files.delete(tree.resolve("usr/bin/tool"));
        Files.createSymbolicLink(tree.resolve("usr/bin/tool"), Path.of("../../../../../../../../etc/passwd"));
        assertThat(Tree.has(tree, "usr/bin/tool")).isFalse();

        Files.createDirectories(tree.resolve("opt"));
        Files.writeString(tree.resolve("opt/real"), "");
        Files.delete(tree.resolve("usr/bin/tool"));
        Files.createSymbolicLink(tree.resolve("usr/bin/tool"), Path.of("/usr/bin/hop"));
        Files.createSymbolicLink(tree.resolve("usr/bin/hop"), Path.of("../../opt/real"));
        assertThat(Tree.has(tree, "usr/bin/tool")).isTrue();

        Files.delete(tree.resolve("usr/bin/hop"));
        Files.createSymbolicLink(tree.resolve("usr/bin/hop"), Path.of("tool"));
        assertThat(Tree.has(tree, "usr/bin/tool")).isFalse();
    }

    @Test
    void an_image_that_is_there_is_not_replaced() {
        images.add("tool-1", tree, progress::add);

        assertThatThrownBy(() -> images.add("tool-1", tree, progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("coffer image remove tool-1");
    }

    @Test
    void a_damaged_artifact_is_seen_and_not_unpacked() throws IOException {
        Path root = images.add("tool-1", tree, progress::add);
        Path artifact = directory.resolve("images/tool-1/tool-1.tar.zst");
        byte[] bytes = Files.readAllBytes(artifact);
        bytes[bytes.length / 2] ^= 1;
        Files.write(artifact, bytes);
        assertThat(images.list().getFirst().state()).isEqualTo(Image.State.DAMAGED);

        Workshop.clear(root);
        assertThat(images.root("tool-1")).isEmpty();
        assertThatThrownBy(() -> images.fetch("tool-1", progress::add))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE))
                .hasMessageContaining("coffer image remove tool-1; coffer image fetch tool-1");

        images.remove("tool-1");
        assertThat(images.list()).extracting(Image::name, Image::state).containsExactly(missing());
        assertNothingLeft();
    }

    @Test
    void a_tree_that_is_gone_is_unpacked_again() throws IOException {
        Path root = images.add("tool-1", tree, progress::add);
        Workshop.clear(root);
        assertThat(images.list().getFirst().state()).isEqualTo(Image.State.MISSING);

        assertThat(images.fetch("tool-1", progress::add)).isEqualTo(root);
        assertThat(root.resolve("usr/bin/tool")).exists();
        assertThat(images.list().getFirst().state()).isEqualTo(Image.State.READY);
    }

    @Test
    void an_image_of_the_cache_is_used_when_it_is_sound_and_made_by_the_same_recipe() throws IOException {
        ImageRecipe recipe = TOOL.withPackages("trixie", "tool");
        Path cached = directory.resolve("cache/tool-1");
        new Images(directory.resolve("cache"), directory.resolve("cache"), List.of(TOOL))
                .add("tool-1", tree, progress::add);
        Manifest operators = Manifest.read(cached).orElseThrow();
        ImageCache cache = new ImageCache(directory.resolve("cache"));
        assertThat(cache.find(recipe)).isEmpty();

        new Manifest(
                        operators.format(),
                        "tool-1",
                        operators.architecture(),
                        recipe,
                        List.of(new Manifest.Package("tool", "1:1.0-1", "00")),
                        operators.bytes(),
                        operators.sha256(),
                        operators.made())
                .write(cached);
        Images packaged = new Images(directory.resolve("images"), directory.resolve("cache"), List.of(recipe));
        assertThat(packaged.fetch("tool-1", progress::add).resolve("usr/bin/tool"))
                .exists();
        assertThat(packaged.list().getFirst().packages()).containsExactly("tool 1:1.0-1");

        Path artifact = cached.resolve("tool-1.tar.zst");
        Files.write(artifact, new byte[(int) Files.size(artifact)]);
        assertThat(cache.find(recipe)).isEmpty();
        packaged.remove("tool-1");
        assertThat(cached).doesNotExist();
    }

    @Test
    void what_a_crash_left_is_cleared_away() throws IOException {
        images.add("tool-1", tree, progress::add);
        Path left = Files.createDirectories(directory.resolve("images/.staging/left/tree"));
        Files.writeString(left.resolve("file"), "");

        Images again = open();
        assertThat(left).doesNotExist();
        assertThat(again.root("tool-1")).isPresent();
    }

    @Test
    void removing_what_is_not_there_says_so() {
        for (String name : List.of("tool-1", "../source", ".lock", ".")) {
            assertThatThrownBy(() -> images.remove(name))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("There is no image");
        }
        assertThat(tree).exists();
    }

    @Test
    void a_full_disk_is_said_so() {
        assertThat(DiskFull.in("tar: x: Cannot write: No space left on device", directory))
                .hasValueSatisfying(fault -> assertThat(fault).hasMessageContaining("make room"));
        assertThat(DiskFull.in("tar: x: Permission denied", directory)).isEmpty();
    }

    private Images open() {
        return new Images(directory.resolve("images"), directory.resolve("cache"), List.of(TOOL));
    }

    private static Tuple missing() {
        return Tuple.tuple("tool-1", Image.State.MISSING);
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("images"))) {
            assertThat(entries.map(entry -> entry.getFileName().toString())).isSubsetOf(Set.of(".lock", ".staging"));
        }
        assertThat(directory.resolve("images/.staging"))
                .satisfiesAnyOf(
                        staging -> assertThat(staging).doesNotExist(),
                        staging -> assertThat(staging).isEmptyDirectory());
    }

    private Path tar(String name, List<String> options, String... members) throws IOException, InterruptedException {
        Path archive = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("tar", "-C", tree.toString(), "-f", archive.toString()));
        command.addAll(options);
        command.addAll(List.of(members));
        run(command.toArray(String[]::new));
        return archive;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
