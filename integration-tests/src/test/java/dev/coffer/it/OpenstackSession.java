package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Debian's {@code openstack} client, unmodified, at its own prompt: many commands, one start of Python. What a command printed is
 * what comes before the mark that is echoed after it; it failed when it wrote to standard error.
 */
final class OpenstackSession implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MARK = "--end of answer--";

    private final Process process;
    private final Writer prompt;
    private final BufferedReader output;
    private final Path errors;
    private final Set<String> said = new LinkedHashSet<>();
    private long errorsRead;

    /** @param patience after which the client is stopped, and what waits for it fails */
    OpenstackSession(Clouds clouds, String cloud, Duration patience) throws IOException {
        errors = clouds.file().resolveSibling("session-" + cloud + ".err");
        List<String> client = List.of(
                "/usr/bin/timeout",
                Long.toString(patience.toSeconds()),
                "/usr/bin/env",
                "PYTHONUNBUFFERED=1",
                DebianPackage.OPENSTACK_CLIENT.file().toString());
        process = new ProcessBuilder(clouds.command(cloud, client))
                .redirectError(errors.toFile())
                .start();
        prompt = process.outputWriter(StandardCharsets.UTF_8);
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** What a command printed, and what it complained of. */
    private record Answer(String out, String err) {}

    /** An argument with spaces or quotes, but no apostrophes; the prompt takes quotes away twice. */
    static String quoted(String argument) {
        return "'\"" + argument.replace("\\", "\\\\").replace("\"", "\\\"") + "\"'";
    }

    private Answer say(String command) throws IOException {
        said.add(command);
        prompt.write(command + "\n!echo " + MARK + "\n");
        prompt.flush();
        StringBuilder out = new StringBuilder();
        for (String line = output.readLine(); !MARK.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new AssertionError("The client ended at: %s%n%s%n%s".formatted(command, out, newErrors()));
            }
            out.append(line).append('\n');
        }
        return new Answer(out.toString(), newErrors());
    }

    private String newErrors() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(errors.toFile(), "r")) {
            byte[] added = new byte[Math.toIntExact(file.length() - errorsRead)];
            file.seek(errorsRead);
            file.readFully(added);
            errorsRead += added.length;
            return new String(added, StandardCharsets.UTF_8);
        }
    }

    /** What it printed; it may not complain. */
    String run(String command) throws IOException {
        Answer answer = say(command);
        assertThat(answer.err()).as("%s%n%s", command, answer.out()).isEmpty();
        return answer.out();
    }

    /** For the many commands that print nothing when they succeed. */
    void silently(String command) throws IOException {
        assertThat(run(command)).as(command).isEmpty();
    }

    JsonNode json(String command) throws IOException {
        return JSON.readTree(run(command + " -f json"));
    }

    /** One column of a list. */
    List<String> column(String name, String command) throws IOException {
        return run(command + " -f value -c " + quoted(name)).lines().toList();
    }

    /** What it says when the command fails, as it must. */
    String refused(String command) throws IOException {
        Answer answer = say(command);
        assertThat(answer.err())
                .as("%s was not refused:%n%s", command, answer.out())
                .isNotEmpty();
        assertThat(answer.err()).as(command).doesNotContain("Traceback", "HTTP 500");
        return answer.err();
    }

    /** Every command line so far. */
    Set<String> said() {
        return said;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        prompt.close();
        process.waitFor();
        Files.deleteIfExists(errors);
    }
}
