package dev.coffer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path home;

    private LogFile log;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectory(home.resolve("log"));
        log = new LogFile(home, "log", "general.log");
    }

    private void write(String text) throws IOException {
        write("general.log", text);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(
                home.resolve("log").resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String read(long from, int most) throws IOException {
        LogFile.Piece piece = log.read(from, most);
        return piece.from() + " " + new String(piece.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_log_that_is_not_there_is_empty() throws IOException {
        for (LogFile none : new LogFile[] {log, new LogFile(home, "nowhere", "x")}) {
            assertThat(none.end()).isZero();
            assertThat(none.size()).isZero();
            assertThat(none.current()).isEmpty();
            assertThat(none.read(7, 10).bytes()).isEmpty();
            assertThat(none.lastLines(5, 100)).isZero();
            assertThatThrownBy(none::setAside).isInstanceOf(IOException.class);
        }
    }

    @Test
    void positions_go_on_when_a_file_is_set_aside_and_older_ones_are_removed() throws IOException {
        write("one\ntwo\n");
        log.setAside();
        assertThat(read(4, 100)).isEqualTo("4 two\n");
        write("general.log.0", "late\n");
        assertThat(log.end()).isEqualTo(13);
        write("three\n");
        assertThat(log.begin()).isZero();
        assertThat(log.end()).isEqualTo(19);
        assertThat(read(4, 100)).isEqualTo("4 two\nlate\n");
        assertThat(read(13, 100)).isEqualTo("13 three\n");

        log.setAside();
        write("four\n");
        assertThat(log.begin()).isEqualTo(13);
        assertThat(log.size()).isEqualTo(11);
        assertThat(read(0, 4)).isEqualTo("13 thre");
        assertThat(read(19, 100)).isEqualTo("19 four\n");
        assertThat(read(1_000, 100)).isEqualTo("24 ");
        assertThat(home.resolve("log")).isDirectoryNotContaining("glob:**.0");
    }

    @Test
    void the_last_lines_are_found_across_files() throws IOException {
        write("one\ntwo\n");
        log.setAside();
        write("three\nfour\n");
        assertThat(log.lastLines(1, 1_000)).isEqualTo(14);
        assertThat(log.lastLines(3, 1_000)).isEqualTo(4);
        assertThat(log.lastLines(100, 1_000)).isZero();
        assertThat(log.lastLines(0, 1_000)).isEqualTo(19);
        // of the last ten bytes, "ee\nfour\n" with its beginning cut
        assertThat(log.lastLines(100, 8)).isEqualTo(14);
    }

    @Test
    void what_only_looks_like_a_part_is_none() throws IOException {
        write("one\n");
        for (String other :
                new String[] {"general.log.x", "general.log.", "general.log.99999999999999999999", "other.log.3"}) {
            write(other, "not this");
        }
        Files.createDirectory(home.resolve("log/general.log.7"));
        assertThat(log.begin()).isZero();
        assertThat(log.end()).isEqualTo(4);
    }

    @Test
    void links_are_not_followed() throws IOException {
        Path secret = Files.writeString(home.resolve("secret"), "a secret of somebody else\n");
        Files.createSymbolicLink(home.resolve("log/general.log"), secret);
        Files.createSymbolicLink(home.resolve("log/general.log.5"), secret);
        assertThat(log.end()).isZero();
        assertThat(log.read(0, 100).bytes()).isEmpty();

        Files.createDirectory(home.resolve("else"));
        Files.writeString(home.resolve("else/general.log"), "a log of somebody else\n");
        Files.createSymbolicLink(home.resolve("linked"), home.resolve("else"));
        LogFile linked = new LogFile(home, "linked", "general.log");
        assertThatThrownBy(() -> linked.read(0, 100)).isInstanceOf(IOException.class);
    }
}
