package dev.coffer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRecipeTest {
    private static final ImageRecipe RECIPE = ImageRecipe.of("store-1", "opt/store/bin/stored")
            .withPackages("trixie", "dash", "coreutils")
            .withPackages("bookworm", "libicu72")
            .withJars("usr/share/java", "org.example:tool:1.0")
            .withSupplied("opt/store");

    @TempDir
    Path directory;

    @Test
    void an_image_is_of_the_recipe_that_made_it_and_of_no_changed_one() throws IOException {
        Manifest made = written(RECIPE);

        assertThat(made.recipe()).isEqualTo(RECIPE);
        assertThat(made.isOf(RECIPE)).isTrue();
        assertThat(List.of(
                        RECIPE.withPackages("forky", "hello"),
                        RECIPE.withJars("usr/share/java", "org.example:tool:1.1"),
                        RECIPE.withSupplied("opt"),
                        ImageRecipe.of("store-1", "opt/store/bin/stored")))
                .noneMatch(made::isOf);
    }

    @Test
    void an_image_whose_recipe_had_one_suite_can_be_read_but_is_of_no_recipe() throws IOException {
        Manifest made = written(RECIPE);
        Path file = directory.resolve(Manifest.FILE);
        String recipe =
                "\"recipe\": {\"name\":\"store-1\",\"suite\":\"trixie\",\"packages\":[\"dash\"],\"program\":\"bin/dash\"},";
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceAll("(?s)\"recipe\" :.*?\"packages\" : \\[ ],", recipe + "\"packages\":[],"));

        Manifest old = Manifest.read(directory).orElseThrow();
        assertThat(old.sha256()).isEqualTo(made.sha256());
        assertThat(old.isOf(RECIPE)).isFalse();
    }

    @Test
    void recipes_that_make_no_sense_are_refused() {
        for (String place : List.of("/usr/bin/tool", "../tool", "usr/../../tool", "")) {
            assertThatThrownBy(() -> ImageRecipe.of("tool", place)).hasMessageContaining("no place below");
        }
        ImageRecipe tool = ImageRecipe.of("tool", "usr/bin/tool");
        assertThatThrownBy(() -> tool.withSupplied("opt")).hasMessage("usr/bin/tool is not below opt");
        assertThatThrownBy(() -> tool.withJars("lib", "org.example:tool")).hasMessageContaining("no group:artifact");
        assertThatThrownBy(() -> tool.withPackages("trixie", "dash").withPackages("forky", "dash"))
                .hasMessageContaining("named twice");
    }

    @Test
    void a_named_package_comes_from_its_suite_and_all_else_from_the_first() {
        DebianMirror mirror = new DebianMirror("http://127.0.0.1:9/debian", Optional.of("http://127.0.0.1:9/security"));
        AptSources sources = new AptSources(mirror, RECIPE.suites());

        assertThat(sources.preferences())
                .contains("Package: *\nPin: release n=trixie\nPin-Priority: 900\n")
                .contains("Package: *\nPin: release n=bookworm-security\nPin-Priority: 890\n")
                .contains("Package: libicu72\nPin: release n=bookworm\nPin-Priority: 990\n")
                .contains("Package: libicu72\nPin: version *\nPin-Priority: -1\n");
        List<String> bare = sources.withoutSecurity("E: The repository 'x bookworm-security Release' is not there.");
        assertThat(bare).containsExactly("bookworm");
        assertThat(sources.list("amd64", Set.copyOf(bare)).lines())
                .extracting(line -> line.replaceAll(".* (\\S+) main", "$1"))
                .containsExactly("trixie", "trixie-security", "bookworm");
    }

    private Manifest written(ImageRecipe recipe) throws IOException {
        new Manifest(Manifest.FORMAT, recipe.name(), "amd64", recipe, List.of(), 1, "00", Instant.EPOCH)
                .write(directory);
        return Manifest.read(directory).orElseThrow();
    }
}
