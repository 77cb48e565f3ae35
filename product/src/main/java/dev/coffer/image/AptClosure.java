package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Downloads packages of one or several suites with all they depend on, whatever is installed on the host: apt with state of its own, in which
 * nothing is installed. What makes the host's apt work (proxy, credentials) holds here too; apt verifies signatures and checksums.
 */
final class AptClosure {
    private static final Pattern DOWNLOAD = Pattern.compile("'\\S+' (\\S+\\.deb) (\\d+) .*");
    private static final Pattern NOT_FOUND =
            Pattern.compile("Unable to locate package (\\S+)|Package '(\\S+)' has no installation candidate");

    private final HostCommand host;
    private final Path directory;
    private final AptSources sources;
    private final ImageRecipe recipe;

    /** @param directory an empty one */
    AptClosure(HostCommand host, Path directory, DebianMirror mirror, ImageRecipe recipe) {
        this.host = host;
        this.directory = directory;
        this.sources = new AptSources(mirror, recipe.suites());
        this.recipe = recipe;
    }

    /** Paths of the packages. */
    List<Path> download(Consumer<String> progress) throws IOException, InterruptedException {
        if (!Files.isReadable(AptSources.KEYRING)) {
            throw unavailable(
                    AptSources.KEYRING + " is missing. Install it: apt-get install debian-archive-keyring", null);
        }
        for (String part : List.of("state", "lists/partial", "cache", "debs/partial")) {
            Files.createDirectories(directory.resolve(part));
        }
        Files.createFile(directory.resolve("status"));
        progress.accept("reading the package index of Debian " + suites());
        update(progress);
        try {
            announce(apt(install("--print-uris")), progress);
            apt(install("--download-only"));
        } catch (HostCommand.Failed e) {
            throw downloadFailed(e);
        }
        try (Stream<Path> debs = Files.list(directory.resolve("debs"))) {
            return debs.filter(file -> file.toString().endsWith(".deb"))
                    .sorted()
                    .toList();
        }
    }

    /** Name and version, from apt's name of the file. */
    static String describe(Path deb) {
        String[] parts = deb.getFileName().toString().split("_");
        return parts[0] + " " + URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private void update(Consumer<String> progress) throws IOException, InterruptedException {
        Set<String> insecure = new HashSet<>();
        boolean expiredToo = false;
        while (true) {
            configure(insecure, expiredToo);
            try {
                apt(List.of("-o", "Acquire::Retries=1", "update"));
                return;
            } catch (HostCommand.Failed e) {
                String said = String.valueOf(e.getMessage());
                List<String> bare = sources.withoutSecurity(said);
                if (!expiredToo && said.contains("is expired")) {
                    progress.accept("the mirror's index of " + suites() + " is past its date; using it all the same");
                    expiredToo = true;
                } else if (insecure.addAll(bare)) {
                    // Testing and unstable have no security archive; an outage of it leaves the archive itself.
                    progress.accept("going on without the security archive of " + String.join(", ", bare));
                } else {
                    throw updateFailed(e);
                }
            }
        }
    }

    private void configure(Set<String> insecure, boolean expiredToo) throws IOException, InterruptedException {
        String architecture = host.run(List.of("dpkg", "--print-architecture")).strip();
        Files.writeString(directory.resolve("sources.list"), sources.list(architecture, insecure));
        Files.writeString(directory.resolve("preferences"), sources.preferences());
        Files.writeString(directory.resolve("apt.conf"), configuration(expiredToo));
    }

    private String configuration(boolean expiredToo) {
        String sandboxUser = User.self().uid() == 0 ? "APT::Sandbox::User \"root\";\n" : "";
        String expiry = expiredToo ? "Acquire::Check-Valid-Until \"false\";\n" : "";
        return """
                #clear APT::Update;
                #clear DPkg;
                #clear APT::Default-Release;
                #clear Acquire::Languages;
                APT::Update::Error-Mode "any";
                APT::Install-Recommends "false";
                APT::Install-Suggests "false";
                Acquire::Languages "none";
                Dir::Etc::sourcelist "DIRECTORY/sources.list";
                Dir::Etc::sourceparts "/dev/null";
                Dir::Etc::preferences "DIRECTORY/preferences";
                Dir::Etc::preferencesparts "/dev/null";
                Dir::State "DIRECTORY/state";
                Dir::State::lists "DIRECTORY/lists";
                Dir::State::status "DIRECTORY/status";
                Dir::Cache "DIRECTORY/cache";
                Dir::Cache::archives "DIRECTORY/debs";
                Dir::Cache::pkgcache "pkgcache.bin";
                Dir::Log "DIRECTORY/cache";
                """.replace("DIRECTORY", directory.toString()) + sandboxUser + expiry;
    }

    private List<String> install(String mode) {
        List<String> arguments = new ArrayList<>(List.of("-y", mode, "install", "--"));
        recipe.suites().forEach(suite -> arguments.addAll(suite.packages()));
        return arguments;
    }

    /** Options of a file given on the command line come after the host's own and so prevail. */
    private String apt(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(HostProgram.path("apt-get", "apt").toString());
        command.addAll(List.of("-q", "-c", directory.resolve("apt.conf").toString()));
        command.addAll(arguments);
        return host.run(command);
    }

    private static void announce(String uris, Consumer<String> progress) {
        List<Matcher> downloads =
                uris.lines().map(DOWNLOAD::matcher).filter(Matcher::matches).toList();
        long bytes = downloads.stream()
                .mapToLong(match -> Long.parseLong(match.group(2)))
                .sum();
        progress.accept("downloading %d packages, %d MiB".formatted(downloads.size(), (bytes >> 20) + 1));
    }

    private Fault updateFailed(HostCommand.Failed e) {
        return unavailable(
                "The package index of Debian %s cannot be read from %s. Check the network and that `apt-get update` works on this host, then try again. %s"
                        .formatted(suites(), sources.mirror().main(), e.getMessage()),
                e);
    }

    private Fault downloadFailed(HostCommand.Failed e) {
        String said = String.valueOf(e.getMessage());
        Matcher missing = NOT_FOUND.matcher(said);
        if (missing.find()) {
            String name = missing.group(1) == null ? missing.group(2) : missing.group(1);
            return unavailable(
                    "Debian %s at %s has no package %s, which the image %s needs. Use a complete mirror, or supply the image: coffer image add %s FILE"
                            .formatted(suiteOf(name), sources.mirror().main(), name, recipe.name(), recipe.name()),
                    e);
        }
        return DiskFull.in(said, directory)
                .orElseGet(() -> unavailable(
                        "The packages of the image %s cannot be downloaded. Check the network, then try again. %s"
                                .formatted(recipe.name(), said),
                        e));
    }

    private String suites() {
        return String.join(", ", sources.names());
    }

    private String suiteOf(String named) {
        return recipe.suites().stream()
                .filter(suite -> suite.packages().contains(named))
                .map(ImageRecipe.Suite::name)
                .findFirst()
                .orElseGet(this::suites);
    }

    private static Fault unavailable(String message, @Nullable Throwable cause) {
        return new Fault(Fault.Kind.UNAVAILABLE, message, cause);
    }
}
