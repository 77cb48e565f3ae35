package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Wire;
import dev.coffer.engine.LogFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogCommandsTest {
    @TempDir
    Path home;

    private AgentFiles files;
    private LogFile own;
    private LogCommands commands;

    @BeforeEach
    void open() throws IOException {
        files = new AgentFiles(home);
        files.makeDirectories();
        own = GuestLog.file(files);
        commands = new LogCommands(new FakeServer(), own);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(own.path(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Result.LogText read(long from, int most) throws IOException {
        return (Result.LogText) commands.read(new Command.ReadLog("guest", from, most));
    }

    @Test
    void a_log_is_read_in_whole_lines() throws IOException {
        write("one\ntwo\nthr");
        assertThat(read(0, 6)).isEqualTo(new Result.LogText(0, 4, 11, "one\n"));
        assertThat(read(4, 100)).isEqualTo(new Result.LogText(4, 8, 11, "two\n"));
        assertThat(read(8, 100)).isEqualTo(new Result.LogText(8, 8, 11, ""));
        write("ee\n");
        assertThat(read(8, 100)).isEqualTo(new Result.LogText(8, 14, 14, "three\n"));
        assertThat(commands.tail(new Command.TailLog("guest", 2, 1_000)))
                .isEqualTo(new Result.LogText(4, 14, 14, "two\nthree\n"));
    }

    @Test
    void a_line_that_is_longer_than_an_answer_comes_in_parts() throws IOException {
        write("x".repeat(20) + "\n");
        assertThat(read(0, 8).next()).isEqualTo(8);
        assertThat(read(16, 8).text()).isEqualTo("xxxx\n");
    }

    @Test
    void the_largest_piece_fits_an_answer_whatever_it_holds() throws IOException {
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 7 == 0 ? '"' : i);
        }
        write(bytes);
        Result.LogText text = read(0, Integer.MAX_VALUE);
        assertThat(text.next()).isBetween(100_000L, 131_072L);
        assertThat(Wire.strict().write(text)).hasSizeLessThan(Wire.LONGEST / 3);
        assertThat(text.text()).doesNotContain("\u001b", "\u0000");
    }

    @Test
    void the_agents_own_log_stays_small() throws IOException {
        GuestLog log = new GuestLog(own, new AgentLog.Line("i-1"));
        for (int i = 0; i < 2_500; i++) {
            LogRecord record = new LogRecord(Level.INFO, "line " + i + " " + "x".repeat(1_000));
            record.setInstant(Instant.EPOCH);
            log.publish(record);
        }
        assertThat(own.end()).isGreaterThan(2_500_000);
        assertThat(own.size()).isLessThan(2_200_000);
        Result.LogText last = (Result.LogText) commands.tail(new Command.TailLog("guest", 1, 10_000));
        assertThat(last.text()).contains("line 2499").contains("i-1");
    }
}
