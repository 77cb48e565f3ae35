package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import dev.coffer.cli.terminal.Stages;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.image.Images;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "image",
        description = "The database servers' programs on this machine.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer image list")
public final class ImageVerbs {
    private static final double MIB = 1 << 20;
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("state"),
            Column.of("mib"),
            Column.of("made"),
            Column.of("sha256").quiet(),
            Column.of("packages").quiet());

    private final Terminal terminal;
    private final Installations installations;
    private final Function<Path, Images> images;
    private final Users users;

    /** Which instances of a home run from an image. */
    @FunctionalInterface
    public interface Users {
        List<String> of(Path home, String image);
    }

    /** @param images of the home they are given */
    public ImageVerbs(Terminal terminal, Installations installations, Function<Path, Images> images, Users users) {
        this.terminal = terminal;
        this.installations = installations;
        this.images = images;
        this.users = users;
    }

    @Command(
            description = "Lists the images: those that are there, and those that could be fetched.",
            footerHeading = "%nExample:%n",
            footer = "  coffer image list")
    int list(@Mixin HomeOption home, @Mixin Output output) {
        output.list(
                terminal,
                COLUMNS,
                images(home).list().stream().map(ImageVerbs::row).toList());
        return 0;
    }

    private static Json row(Images.Image image) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", image.name());
        row.put("state", image.state().name());
        row.put("mib", image.bytes() == 0 ? null : Math.round(image.bytes() / MIB));
        row.put(
                "made",
                image.made()
                        .map(made -> made.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(null));
        row.put("sha256", image.sha256().isEmpty() ? null : image.sha256());
        row.put("packages", image.packages());
        return new Json(row);
    }

    @Command(
            description = "Fetches an image: downloads what it is made of, checks and unpacks it.",
            footerHeading = "%nExample:%n",
            footer = "  coffer image fetch mariadb-11.8")
    int fetch(@Mixin HomeOption home, @Parameters(paramLabel = "IMAGE", description = "Its name.") String name)
            throws InterruptedException {
        new Stages(terminal)
                .stage(
                        "Image",
                        progress -> "%s is in %s".formatted(name, images(home).fetch(name, progress)));
        return 0;
    }

    @Command(
            description = {
                "Takes an image of your own: a root tree with the server's programs. Where a vendor gives",
                "out the programs, also the vendor's archive; what they need beside them is then fetched.",
                "FILE is a tar, tar.gz, tar.xz or tar.zst, or a directory."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer image add mariadb-11.8 mariadb-root.tar.zst")
    int add(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "IMAGE", description = "Its name.") String name,
            @Parameters(paramLabel = "FILE", description = "The root tree, or the vendor's archive.") Path file)
            throws InterruptedException {
        new Stages(terminal)
                .stage(
                        "Image",
                        progress -> "%s is in %s".formatted(name, images(home).add(name, file, progress)));
        return 0;
    }

    @Command(
            description = "Removes an image that no running instance uses.",
            footerHeading = "%nExample:%n",
            footer = "  coffer image remove mariadb-10.11")
    int remove(@Mixin HomeOption home, @Parameters(paramLabel = "IMAGE", description = "Its name.") String name) {
        List<String> running = users.of(home.of(installations).home(), name);
        if (!running.isEmpty()) {
            throw Failure.refused(
                    "The image %s is in use by %s.".formatted(name, String.join(", ", running)),
                    "Delete these instances, or stop them with: coffer down");
        }
        images(home).remove(name);
        terminal.say("%s is removed.".formatted(name));
        return 0;
    }

    private Images images(HomeOption home) {
        return images.apply(home.of(installations).home());
    }
}
