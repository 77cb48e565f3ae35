package dev.coffer.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path directory;

    @Test
    void the_last_lines_are_found_in_a_long_file() throws IOException {
        Path log = Files.write(
                directory.resolve("log"),
                IntStream.range(0, 100_000).mapToObj(n -> "line " + n).toList());

        assertThat(LogFile.tail(log, 0, 2)).containsExactly("line 99998", "line 99999");
        assertThat(LogFile.tail(log, 0, 20_000)).hasSize(20_000).startsWith("line 80000");
        assertThat(LogFile.tail(log, Files.size(log), 5)).isEmpty();
        assertThat(LogFile.tail(directory.resolve("nosuch"), 0, 5)).isEmpty();
    }

    @Test
    void what_is_written_later_is_followed_over_a_rotation() throws IOException, InterruptedException {
        Path log = Files.writeString(directory.resolve("log"), "old\n");
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread follower = Thread.ofVirtual().start(() -> {
            try {
                LogFile.follow(log, lines::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            awaitFollowing(log, lines);
            Files.write(log, List.of("second", "dritte Zeile: ä"), StandardOpenOption.APPEND);
            assertThat(next(lines, "second")).isEqualTo("second");
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("dritte Zeile: ä");
            Files.writeString(log, "a\n");
            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
        } finally {
            follower.interrupt();
            assertThat(follower.join(java.time.Duration.ofSeconds(10))).isTrue();
        }
    }

    /** The follower begins where the file ends when it first looks; write until it has seen something. */
    private static void awaitFollowing(Path log, BlockingQueue<String> lines) throws IOException, InterruptedException {
        do {
            Files.writeString(log, "ping\n", StandardOpenOption.APPEND);
        } while (lines.poll(300, TimeUnit.MILLISECONDS) == null);
    }

    private static String next(BlockingQueue<String> lines, String wanted) throws InterruptedException {
        String line = String.valueOf(lines.poll(10, TimeUnit.SECONDS));
        while (line.equals("ping") && !line.equals(wanted)) {
            line = String.valueOf(lines.poll(10, TimeUnit.SECONDS));
        }
        return line;
    }
}
