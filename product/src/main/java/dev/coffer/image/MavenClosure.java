package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Downloads jars with all they need at run time, by the host's own Maven, as {@link AptClosure} does by the host's apt: what makes that
 * work (mirrors, proxies and credentials in its settings) holds here too, jars it has already are not downloaded again, and it compares
 * checksums. A resolver as a library would be thirty more jars in every installation, for an engine that few of them run, and would
 * have to be taught those settings. A host without Maven is told to install it, or can be given the image.
 */
final class MavenClosure {
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    private static final String ERROR = "[ERROR] ";

    private final HostCommand host;
    private final Path directory;
    private final ImageRecipe recipe;
    private final ImageRecipe.Jars jars;

    /** @param directory an empty one */
    MavenClosure(HostCommand host, Path directory, ImageRecipe recipe, ImageRecipe.Jars jars) {
        this.host = host;
        this.directory = directory;
        this.recipe = recipe;
        this.jars = jars;
    }

    /**
     * A jar that was downloaded.
     *
     * @param name group and artifact
     */
    record Jar(String name, String version, Path file) {}

    List<Jar> download(Consumer<String> progress) throws IOException, InterruptedException {
        progress.accept("downloading " + String.join(", ", jars.coordinates()));
        Path project = Files.writeString(directory.resolve("pom.xml"), project());
        Path log = directory.resolve("log");
        // Laid out as a repository, each jar's path says what it is.
        Path repository = Files.createDirectory(directory.resolve("jars"));
        List<String> command = new ArrayList<>();
        command.add(HostProgram.path("mvn", "maven").toString());
        command.addAll(List.of("--batch-mode", "--quiet", "--strict-checksums", "--log-file", log.toString()));
        command.addAll(List.of("--file", project.toString(), COPY, "-DincludeScope=runtime"));
        command.addAll(List.of("-Dmdep.useRepositoryLayout=true", "-DoutputDirectory=" + repository));
        try {
            host.run(command);
        } catch (HostCommand.Failed e) {
            throw failed(e, log);
        }
        try (Stream<Path> files = Files.walk(repository)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(file -> jar(repository, file))
                    .toList();
        }
    }

    private String project() {
        String dependencies =
                jars.coordinates().stream().map(MavenClosure::dependency).collect(Collectors.joining());
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.coffer.image</groupId>
                  <artifactId>image</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <dependencies>
                %s  </dependencies>
                </project>
                """.formatted(dependencies);
    }

    private static String dependency(String coordinates) {
        String[] parts = coordinates.split(":");
        return "    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>%n"
                .formatted(parts[0], parts[1], parts[2]);
    }

    /** {@code org/example/tool/1.0/tool-1.0.jar}: group, artifact, version, file. */
    private static Jar jar(Path repository, Path file) {
        Path place = repository.relativize(file);
        int names = place.getNameCount();
        String group = place.subpath(0, names - 3).toString().replace('/', '.');
        return new Jar(
                group + ":" + place.getName(names - 3), place.getName(names - 2).toString(), file);
    }

    private Fault failed(HostCommand.Failed e, Path log) throws IOException {
        String said = Files.exists(log) ? error(log) : String.valueOf(e.getMessage());
        return DiskFull.in(said, directory)
                .orElseGet(() -> new Fault(
                        Fault.Kind.UNAVAILABLE,
                        "The jars of the image %s cannot be downloaded. Check the network and what the settings of Maven on this host say of mirrors and proxies, then try again. %s"
                                .formatted(recipe.name(), said),
                        e));
    }

    /** The first line that Maven marks; what follows are hints for people in front of a terminal. */
    private static String error(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(ERROR))
                    .findFirst()
                    .orElse("")
                    .replace(ERROR, "")
                    .replaceAll(" -> \\[Help \\d+]$", "");
        }
    }
}
