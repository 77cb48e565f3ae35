package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files in the repository's {@code docs} that tests generate, and hold up to date. */
final class GeneratedDocs {
    private static final String COMMAND = "./coffer test --docs";

    private GeneratedDocs() {}

    /** Tests run in the module's directory, or in the repository's. */
    static Path directory() {
        Path here = Path.of("").toAbsolutePath();
        return (Files.isDirectory(here.resolve("docs"))
                        ? here
                        : here.resolve("..").normalize())
                .resolve("docs");
    }

    /** Whether this run writes them, instead of holding them against what it would write. */
    static boolean areWritten() {
        return System.getProperty("coffer.docs", "").equals("write");
    }

    /** What a file that is out of date is to be told. */
    static String advice(Path file) {
        return "%s is out of date; write it anew with %s".formatted(directory().relativize(file), COMMAND);
    }

    static void keep(Path file, String text) throws IOException {
        if (areWritten()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } else {
            assertThat(Files.exists(file) ? Files.readString(file) : "")
                    .as(advice(file))
                    .isEqualTo(text);
        }
    }

    /** First line of a generated file. */
    static String banner(String source) {
        return "<!-- Generated from %s by %s; do not edit. -->%n".formatted(source, COMMAND);
    }
}
