package dev.coffer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images whose programs only an operator can get, as their vendor packs them. */
class SuppliedTest {
    private static final ImageRecipe RECIPE =
            ImageRecipe.of("store-1", "opt/store/bin/stored").withSupplied("opt/store");

    @TempDir
    Path directory;

    private Path vendors;
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        vendors = Files.createDirectories(directory.resolve("packed/store-linux-1.0.3"));
        Files.createDirectory(vendors.resolve("bin"));
        Files.writeString(vendors.resolve("bin/stored"), "#!/bin/sh\necho store 1.0.3\n");
        Files.writeString(vendors.resolve("README"), "Read me.\n");
    }

    @Test
    void it_cannot_be_fetched_and_says_what_to_supply() {
        assertThat(images(RECIPE).obstacle("store-1"))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("coffer image add store-1 FILE"));
        assertThatThrownBy(() -> images(RECIPE).fetch("store-1", progress::add))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE))
                .hasMessage(
                        "The image store-1 holds programs that Coffer cannot fetch. Get the vendor's archive that holds bin/stored and supply it: coffer image add store-1 FILE");
    }

    @Test
    void a_vendors_archive_goes_to_its_place_without_the_directory_around_it()
            throws IOException, InterruptedException {
        for (Path archive : List.of(tar(directory.resolve("packed"), "store-linux-1.0.3"), tar(vendors, "."))) {
            Images images = images(RECIPE);
            Path root = images.add("store-1", archive, progress::add);
            assertThat(images(RECIPE).obstacle("store-1")).isEmpty();

            assertThat(root.resolve("opt/store/bin/stored")).content().contains("store 1.0.3");
            assertThat(root.resolve("opt/store/README")).exists();
            assertThat(images.root("store-1")).contains(root);
            images.remove("store-1");
        }
    }

    @Test
    void a_whole_root_tree_is_taken_as_it_is() throws IOException, InterruptedException {
        Path whole = directory.resolve("whole");
        Files.move(vendors, Files.createDirectories(whole.resolve("opt")).resolve("store"));
        Path root = images(RECIPE.withPackages("trixie", "dash")).add("store-1", tar(whole, "opt"), progress::add);

        assertThat(root.resolve("opt/store/bin/stored")).exists();
        assertThat(root.resolve("usr")).doesNotExist();
    }

    @Test
    void an_archive_without_the_program_is_refused_before_anything_is_fetched()
            throws IOException, InterruptedException {
        Files.delete(vendors.resolve("bin/stored"));
        Path archive = tar(directory.resolve("packed"), "store-linux-1.0.3");

        assertThatThrownBy(() -> images(RECIPE.withPackages("trixie", "dash")).add("store-1", archive, progress::add))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("holds no bin/stored, neither at its root nor below one directory");
        assertThat(progress).noneMatch(line -> line.contains("package"));
    }

    @Test
    void the_rest_of_the_recipe_is_fetched_and_runs_it() throws IOException, InterruptedException {
        Images images = images(RECIPE.withPackages("trixie", "dash"));
        Path archive = tar(directory.resolve("packed"), "store-linux-1.0.3");
        Path root = FetchTest.orAbort(() -> images.add("store-1", archive, progress::add));

        assertThat(FetchTest.output(directory, root, "sh", "/opt/store/bin/stored"))
                .isEqualTo("store 1.0.3\n");
        assertThat(images.list().getFirst().packages()).anyMatch(line -> line.startsWith("dash "));
        assertThat(new ImageCache(directory.resolve("cache")).find(RECIPE)).isEmpty();
    }

    private Images images(ImageRecipe recipe) {
        return new Images(directory.resolve("images"), directory.resolve("cache"), List.of(recipe));
    }

    private Path tar(Path where, String member) throws IOException, InterruptedException {
        Path archive = Files.createTempFile(directory, "vendors", ".tgz");
        List<String> command = List.of("tar", "-czf", archive.toString(), "-C", where.toString(), member);
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        return archive;
    }
}
