package dev.coffer.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which suites apt chooses packages from, and which it prefers, as the two files that tell it. */
record AptSources(DebianMirror mirror, List<ImageRecipe.Suite> suites) {
    static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
    private static final String SECURITY = "-security";
    private static final int NAMED = 990;
    private static final int FIRST = 900;
    private static final int NEVER = -1;

    AptSources {
        suites = List.copyOf(suites);
    }

    List<String> names() {
        return suites.stream().map(ImageRecipe.Suite::name).toList();
    }

    /** The suites whose security archive a message of apt complains of. */
    List<String> withoutSecurity(String said) {
        return mirror.security().isEmpty()
                ? List.of()
                : names().stream()
                        .filter(name -> said.contains(name + SECURITY))
                        .toList();
    }

    /** @param insecure suites whose security archive is left out */
    String list(String architecture, Set<String> insecure) {
        StringBuilder lines = new StringBuilder();
        for (String name : names()) {
            lines.append(line(architecture, mirror.main(), name));
            Optional<String> security = mirror.security().filter(_ -> !insecure.contains(name));
            security.ifPresent(base -> lines.append(line(architecture, base, name + SECURITY)));
        }
        return lines.toString();
    }

    /** A package comes from the suite it is named for or not at all; what it depends on from the first suite that has it. */
    String preferences() {
        List<String> stanzas = new ArrayList<>();
        int priority = FIRST;
        for (ImageRecipe.Suite suite : suites) {
            stanzas.addAll(fromSuite("*", suite.name(), priority));
            priority -= 10;
            for (String named : suite.packages()) {
                stanzas.addAll(fromSuite(named, suite.name(), NAMED));
                stanzas.add(stanza(named, "version *", NEVER));
            }
        }
        return String.join("\n", stanzas);
    }

    private static List<String> fromSuite(String packages, String suite, int priority) {
        return List.of(
                stanza(packages, "release n=" + suite, priority),
                stanza(packages, "release n=" + suite + SECURITY, priority));
    }

    private static String stanza(String packages, String pin, int priority) {
        return "Package: %s%nPin: %s%nPin-Priority: %d%n".formatted(packages, pin, priority);
    }

    private static String line(String architecture, String base, String suite) {
        return "deb [arch=%s signed-by=%s target=Packages] %s %s main%n".formatted(architecture, KEYRING, base, suite);
    }
}
