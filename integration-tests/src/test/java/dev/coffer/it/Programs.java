package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
final class Programs {
    private Programs() {}

    /** Standard output; fails with both outputs when the exit code is not 0. */
    static String run(List<String> command, Map<String, String> environment, Duration patience)
            throws IOException, InterruptedException {
        Outcome outcome = outcome(command, environment, patience);
        assertThat(outcome.exit())
                .as("%s%nstdout: %s%nstderr: %s", String.join(" ", command), outcome.out(), outcome.err())
                .isZero();
        return outcome.out();
    }

    record Outcome(int exit, String out, String err) {}

    static Outcome outcome(List<String> command, Map<String, String> environment, Duration patience)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("%s did not end in %s".formatted(String.join(" ", command), patience));
            }
            return new Outcome(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
