package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where this host gets Debian's packages from, as its own apt tells.
 *
 * @param main base of the archive
 * @param security base of the security archive, if the host uses one
 */
record DebianMirror(String main, Optional<String> security) {
    private static final String OVERRIDE = "COFFER_DEBIAN_MIRROR";
    private static final Pattern INDEX = Pattern.compile("'(\\S+?)/*/dists/([^/']+)/InRelease'.*");
    private static final Pattern SUITE_OF_DEBIAN =
            Pattern.compile("bullseye|bookworm|trixie|forky|sid|oldoldstable|oldstable|stable|testing|unstable");

    private record Source(String base, String suite) {
        boolean isSecurity() {
            return suite.endsWith("-security") && base.contains("security");
        }

        boolean isDebian() {
            return SUITE_OF_DEBIAN.matcher(suite).matches() && base.contains("debian");
        }

        /** Others offer packages for Debian's suites too; Debian's own mirrors have the path {@code /debian}. */
        int strangeness() {
            if (base.matches("[a-z+]+://[^/]+/debian")) {
                return 0;
            }
            return base.endsWith("/debian") ? 1 : 2;
        }
    }

    static DebianMirror find(HostCommand host, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<Source> sources = sources(host);
        Optional<String> security =
                sources.stream().filter(Source::isSecurity).map(Source::base).findFirst();
        String override = environment.get(OVERRIDE);
        if (override != null && !override.isBlank()) {
            return new DebianMirror(override.replaceAll("/+$", ""), security);
        }
        return sources.stream()
                .filter(Source::isDebian)
                .min(Comparator.comparingInt(Source::strangeness))
                .map(source -> new DebianMirror(source.base(), security))
                .orElseThrow(() -> new Fault(
                        Fault.Kind.UNAVAILABLE,
                        "This host's apt knows no Debian mirror. Add one to /etc/apt/sources.list.d, or set %s to its URL."
                                .formatted(OVERRIDE)));
    }

    /** With no lists of its own, apt names the index of every source it is configured with. */
    private static List<Source> sources(HostCommand host) throws IOException, InterruptedException {
        Path apt = HostProgram.path("apt-get", "apt");
        String uris = host.run(List.of(
                apt.toString(),
                "update",
                "--print-uris",
                "-o",
                "Dir::State::lists=" + host.scratch().resolve("no-lists")));
        return uris.lines()
                .map(INDEX::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> new Source(matcher.group(1), matcher.group(2)))
                .toList();
    }
}
