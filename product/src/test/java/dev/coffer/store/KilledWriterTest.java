package dev.coffer.store;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KilledWriterTest {
    private static final String WORD = "written ";
    private static final int LENGTH = WORD.length() + 36;

    @Test
    void what_a_killed_process_said_it_wrote_is_there() throws IOException, InterruptedException {
        try (SqliteFile file = new SqliteFile()) {
            List<String> acknowledged = new ArrayList<>();
            for (int kills = 1; kills <= 2; kills++) {
                acknowledged.addAll(writeAndKill(file, 100 * kills));
                try (Store store = file.open(InstantSource.system())) {
                    Set<String> stored = store.read(tx ->
                            tx.instances().all().stream().map(Instance::id).collect(toSet()));
                    assertThat(stored).containsAll(acknowledged);
                }
            }
        }
    }

    /** Gives all that it said until it was dead (not a line cut off by its death); at least so many. */
    private static List<String> writeAndKill(SqliteFile file, int lines) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingWriter.class.getName(),
                        file.url())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader reader = writer.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(WORD) && line.length() == LENGTH) {
                    said.add(line.substring(WORD.length()));
                }
                if (said.size() == lines) {
                    writer.toHandle().destroyForcibly();
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(said).hasSizeGreaterThanOrEqualTo(lines);
        return said;
    }
}
