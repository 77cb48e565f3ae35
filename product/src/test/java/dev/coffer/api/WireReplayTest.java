package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays what clients said to a real Trove, and compares what it answered. {@code coffer test --wire FILE} replays another record:
 * {@code -Dcoffer.wire=FILE}, with the report in {@code -Dcoffer.wire.report=FILE}.
 */
class WireReplayTest {
    @TempDir
    Path directory;

    @Test
    void answers_as_the_recorded_trove() throws IOException, URISyntaxException {
        String chosen = System.getProperty("coffer.wire", "");
        WireReplay replay = new WireReplay();
        WireReport report = replay.play(directory, Exchange.read(chosen.isEmpty() ? bundled() : Path.of(chosen)));
        String kept = System.getProperty("coffer.wire.report", "");
        if (!kept.isEmpty()) {
            Files.writeString(Path.of(kept), report.text());
        }
        System.out.println(report.summary());
        assertThat(report.isClean())
                .as("differences that nobody asked for:%n%s", report.text())
                .isTrue();
        if (chosen.isEmpty()) {
            assertThat(replay.outdated())
                    .as("listed differences that no longer occur")
                    .isEmpty();
        }
    }

    private static Path bundled() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(WireReplayTest.class.getResource("wire.jsonl"))
                .toURI());
    }
}
