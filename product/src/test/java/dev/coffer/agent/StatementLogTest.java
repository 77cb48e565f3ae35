package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.LogFile;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces of a log whose lines hold secrets, which are recognised by what stands before them. */
final class StatementLogTest {
    private static final int LONGEST = 128 * 1024;

    @TempDir
    Path home;

    private LogFile file;
    private LogCommands commands;

    /** Masks what follows the word BY. */
    private record Statements(LogFile file) implements Logs {
        @Override
        public List<LogInfo> list() throws IOException {
            return List.of(new LogInfo("general", true, file.begin(), file.end()));
        }

        @Override
        public LogFile file(String name) {
            return file;
        }

        @Override
        public void enable(String name, boolean enabled) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String shown(String log, String text) {
            return text.replaceAll("BY '[^'\n]*", "BY '***");
        }

        @Override
        public void rotate() {}
    }

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(home.resolve("log"));
        file = new LogFile(home, "log", "general.log");
        FakeServer server = new FakeServer();
        server.logs = Optional.of(new Statements(file));
        commands = new LogCommands(server, new LogFile(home, "log", "guest.log"));
    }

    private void write(String text) throws IOException {
        Files.writeString(file.path(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Result.LogText read(long from, int most) throws IOException {
        return (Result.LogText) commands.read(new Command.ReadLog("general", from, most));
    }

    @Test
    void no_offset_shows_the_rest_of_a_line() throws IOException {
        write("SELECT 1\nALTER USER a IDENTIFIED BY 's3cret'\nSELECT 2\n");
        for (int from = 0; from <= file.end(); from++) {
            for (int most : new int[] {1, 7, 20, 45, LONGEST}) {
                assertThat(read(from, most).text()).doesNotContain("s3").doesNotContain("ret");
            }
        }
        int within = "SELECT 1\nALTER USER a IDENTIFIED BY ".length();
        assertThat(read(within, LONGEST).text()).isEqualTo("SELECT 2\n");
        assertThat(read(9, LONGEST).text()).isEqualTo("ALTER USER a IDENTIFIED BY '***'\nSELECT 2\n");
    }

    @Test
    void whoever_follows_sees_every_line_once_while_they_are_being_written_and_set_aside() throws IOException {
        StringBuilder written = new StringBuilder();
        StringBuilder seen = new StringBuilder();
        long at = 0;
        for (int i = 0; i < 40; i++) {
            String line = "statement " + i + " " + "x".repeat(i * 3) + "\n";
            written.append(line);
            write(line.substring(0, line.length() / 2));
            at = follow(at, seen);
            write(line.substring(line.length() / 2));
            if (i % 10 == 5) {
                at = follow(at, seen);
                file.setAside();
            }
        }
        assertThat(follow(at, seen)).isEqualTo(file.end());
        assertThat(seen).hasToString(written.toString());
    }

    /** As publishing does: never beyond the end it knows of. */
    private long follow(long from, StringBuilder seen) throws IOException {
        long end = file.end();
        long at = from;
        while (at < end) {
            Result.LogText piece = read(at, (int) Math.min(LONGEST, end - at));
            if (piece.next() <= at) {
                break;
            }
            seen.append(piece.text());
            at = piece.next();
        }
        return at;
    }

    @Test
    void of_a_line_that_is_longer_than_a_piece_only_the_first_is_shown() throws IOException {
        String line = "ALTER USER a IDENTIFIED BY '" + "s3cret".repeat(60_000);
        write("one\n" + line + "'\ntwo\n");
        StringBuilder seen = new StringBuilder();
        assertThat(follow(0, seen)).isEqualTo(file.end());
        assertThat(seen).hasToString("one\nALTER USER a IDENTIFIED BY '***two\n");
        Result.LogText tail = (Result.LogText) commands.tail(new Command.TailLog("general", 2, LONGEST));
        assertThat(tail.text()).isEqualTo("two\n");
    }
}
