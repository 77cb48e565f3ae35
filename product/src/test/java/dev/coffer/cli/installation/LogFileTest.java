package dev.coffer.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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
    void what_is_written_later_is_followed_over_a_rotation() throws IOException {
        Path log = Files.writeString(directory.resolve("log"), "old\n");
        LogFile followed = LogFile.fromItsEnd(log);
        assertThat(followed.news()).isEmpty();
        Files.writeString(log, "second\ndritte Zeile: ä\nhal", StandardOpenOption.APPEND);
        assertThat(followed.news()).containsExactly("second", "dritte Zeile: ä");
        Files.writeString(log, "f\n", StandardOpenOption.APPEND);
        assertThat(followed.news()).containsExactly("half");
        Files.writeString(log, "a\n");
        assertThat(followed.news()).containsExactly("a");
        assertThat(LogFile.fromItsBegin(log).news()).containsExactly("a");
    }

    @Test
    void more_than_a_block_is_followed_at_once() throws IOException {
        Path log = Files.writeString(directory.resolve("log"), "");
        LogFile followed = LogFile.fromItsEnd(log);
        List<String> many =
                IntStream.range(0, 20_000).mapToObj(n -> "line " + n).toList();
        Files.write(log, many);
        assertThat(followed.news()).isEqualTo(many);
    }
}
