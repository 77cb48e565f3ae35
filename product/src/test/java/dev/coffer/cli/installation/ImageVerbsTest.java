package dev.coffer.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.cli.Run;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.image.Images;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageVerbsTest {
    @TempDir
    Path home;

    @Test
    void an_image_that_instances_run_from_is_not_removed() throws IOException {
        Path image = Files.createDirectories(home.resolve("images/tool-1"));
        HomeOption here = new HomeOption();

        assertThatThrownBy(() -> verbs(List.of("one", "two")).remove(here, "tool-1"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("in use by one, two");
        assertThat(image).exists();

        verbs(List.of()).remove(here, "tool-1");
        assertThat(image).doesNotExist();
    }

    private ImageVerbs verbs(List<String> running) {
        LocalInstallation installation = new LocalInstallation(
                new Environment(Map.of(), home),
                new LocalInstallation.Place(home, URI.create("http://127.0.0.1:1"), "RegionOne"),
                List::of,
                (_, _) -> {});
        return new ImageVerbs(
                Run.terminal("", new StringWriter(), new StringWriter(), false),
                _ -> installation,
                where -> new Images(where.resolve("images"), where.resolve("cache"), List.of()),
                (_, image) -> image.equals("tool-1") ? running : List.of());
    }
}
