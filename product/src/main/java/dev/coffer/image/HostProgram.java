package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs of the host that Coffer uses. */
final class HostProgram {
    private HostProgram() {}

    /** @throws Fault UNPROCESSABLE, saying which package to install */
    static Path path(String program, String debianPackage) {
        return path(program, debianPackage, System.getenv("PATH"));
    }

    static Path path(String program, String debianPackage, @Nullable String searchPath) {
        Stream<String> own = searchPath == null ? Stream.empty() : Arrays.stream(searchPath.split(":"));
        return Stream.concat(own, Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new Fault(
                        Fault.Kind.UNPROCESSABLE,
                        "The program %s is not installed on this host. Install it: apt-get install %s"
                                .formatted(program, debianPackage)));
    }
}
