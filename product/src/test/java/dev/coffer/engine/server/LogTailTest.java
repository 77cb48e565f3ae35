package dev.coffer.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.image.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    Path directory;

    private EngineFailure failure(String before, String lines) throws IOException {
        Node node = new Node(
                "id",
                "11.8",
                "127.2.3.4",
                directory,
                directory,
                512,
                1,
                1,
                new Sandbox(Path.of("/"), directory, List.of()));
        Path log = directory.resolve("error.log");
        Files.writeString(log, before);
        long since = LogTail.end(log);
        Files.writeString(log, lines, StandardOpenOption.APPEND);
        return LogTail.startFailure(node, 3306, log, since, LogTailTest::complaint);
    }

    private static Optional<String> complaint(String line) {
        return Optional.of(line).filter(text -> text.contains("[ERROR]")).map(text -> text.split("] ", 2)[1]);
    }

    @Test
    void a_full_volume_is_said() throws IOException {
        EngineFailure failure = failure(
                "",
                "2026-01-01 0 [ERROR] mariadbd: Error writing file './binlog.index' (Errcode: 28 \"No space left on device\")\n");
        assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
        assertThat(failure).hasMessageContaining("volume is full");
    }

    @Test
    void a_volume_too_full_for_a_file_is_said() throws IOException {
        assertThat(failure(
                        "",
                        "[ERROR] InnoDB: preallocating 53477376 bytes for file ./ib_logfile101 failed with error 28\n"))
                .hasMessageContaining("volume is full");
    }

    @Test
    void the_first_error_of_this_start_is_said() throws IOException {
        EngineFailure failure = failure(
                "2026-01-01 0 [ERROR] Can't start server: Address already in use\n",
                "2026-01-02 0 [Note] x\n2026-01-02 0 [ERROR] unknown variable 'x=1'\n2026-01-02 0 [ERROR] Aborting\n");
        assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
        assertThat(failure).hasMessageContaining("unknown variable 'x=1'").hasMessageContaining("error.log");
    }

    @Test
    void silence_is_said_too_and_may_pass_for_so_end_those_that_are_killed() throws IOException {
        EngineFailure failure = failure("", "");
        assertThat(failure.kind()).isEqualTo(Kind.PASSING);
        assertThat(failure).hasMessageContaining("without saying why");
    }
}
