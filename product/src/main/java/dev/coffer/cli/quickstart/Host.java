package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** This machine: whether it has what Coffer needs; as root, what is missing is installed. */
final class Host {
    private static final int JAVA = 25;
    private static final List<String> DIRECTORIES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

    /** Programs, and the Debian packages they come in. */
    private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

    static {
        PROGRAMS.put("bwrap", "bubblewrap");
        PROGRAMS.put("zstd", "zstd");
        PROGRAMS.put("xz", "xz-utils");
        PROGRAMS.put("tar", "tar");
        PROGRAMS.put("setsid", "util-linux");
        PROGRAMS.put("setpriv", "util-linux");
        PROGRAMS.put("flock", "util-linux");
    }

    /** Says what the machine is, or throws with what to type. */
    String check(Consumer<String> progress) throws InterruptedException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw Failure.refused(
                    "Coffer's own compute needs Linux.", "Run it in a virtual machine with Debian 12 or 13.");
        }
        if (Runtime.version().feature() < JAVA) {
            throw Failure.refused(
                    "Coffer needs JDK %d; this is %s.".formatted(JAVA, Runtime.version()),
                    "Install it, for example from https://adoptium.net, and set JAVA_HOME.");
        }
        List<String> packages = missingPackages();
        if (!packages.isEmpty()) {
            install(packages, progress);
        }
        long memory = memoryMiB();
        return "%s, Java %s, %d processors%s"
                .formatted(
                        name(),
                        Runtime.version().feature(),
                        Runtime.getRuntime().availableProcessors(),
                        memory > 0 ? ", %.1f GiB of memory".formatted(memory / 1024.0) : "");
    }

    private static List<String> missingPackages() {
        List<String> packages = new ArrayList<>();
        PROGRAMS.forEach((program, name) -> {
            if (!isInstalled(program) && !packages.contains(name)) {
                packages.add(name);
            }
        });
        return packages;
    }

    static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")), DIRECTORIES.stream())
                .filter(directory -> directory.startsWith("/"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static void install(List<String> packages, Consumer<String> progress) throws InterruptedException {
        String command = "apt-get install " + String.join(" ", packages);
        boolean root = System.getProperty("user.name", "").equals("root");
        if (!root || !isInstalled("apt-get")) {
            throw Failure.refused(
                    "This machine lacks %s.".formatted(String.join(", ", packages)),
                    root ? "Install it." : "Type: sudo " + command);
        }
        progress.accept("installing " + String.join(", ", packages));
        List<String> install = new ArrayList<>(List.of("apt-get", "install", "-y", "-q", "--no-install-recommends"));
        install.addAll(packages);
        if (!succeeds(install) && !(succeeds(List.of("apt-get", "update", "-q")) && succeeds(install))) {
            throw Failure.refused("%s failed.".formatted(command), "Type it yourself to see why.");
        }
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            return builder.start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String name() {
        return line(Path.of("/etc/os-release"), "PRETTY_NAME=")
                .map(text -> text.replace("\"", ""))
                .orElse("Linux");
    }

    private static long memoryMiB() {
        return line(Path.of("/proc/meminfo"), "MemTotal:")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")) / 1024)
                .orElse(0L);
    }

    private static Optional<String> line(Path file, String start) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
