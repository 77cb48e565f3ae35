package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.bus.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    private Journal open() throws IOException {
        return new Journal(directory.resolve("journal"), Wire.strict(), now::get);
    }

    @Test
    void what_was_begun_and_what_ended_is_known_to_the_next_agent() throws IOException {
        Journal journal = open();
        journal.begin("a/1");
        journal.begin("a/2");
        journal.end("a/2", "{}");

        Journal next = open();

        assertThat(next.begun("a/1")).isTrue();
        assertThat(next.result("a/1")).isEmpty();
        assertThat(next.result("a/2")).contains("{}");
        assertThat(next.unsettled()).extracting(Journal.Entry::id).containsExactly("a/2");
        assertThat(next.begun("a/3")).isFalse();
    }

    @Test
    void a_settled_one_still_answers_for_a_while() throws IOException {
        Journal journal = open();
        journal.begin("a");
        journal.end("a", "{}");
        journal.settle("a");
        assertThat(journal.unsettled()).isEmpty();

        now.set(now.get().plus(Duration.ofHours(11)));
        assertThat(open().result("a")).contains("{}");
        now.set(now.get().plus(Duration.ofHours(2)));
        assertThat(open().result("a")).isEmpty();
        assertThat(directory.resolve("journal")).isEmptyDirectory();
    }

    @Test
    void an_answer_that_was_not_settled_is_kept_however_long_it_takes() throws IOException {
        Journal journal = open();
        journal.begin("a");
        journal.end("a", "{}");

        now.set(now.get().plus(Duration.ofDays(400)));

        assertThat(open().unsettled()).hasSize(1);
    }

    @Test
    void an_id_can_only_become_a_file_name() throws IOException {
        Journal journal = open();

        journal.begin("../../etc/passwd\u0000/".repeat(50));

        assertThat(directory.resolve("journal")).isDirectoryContaining("glob:**.json");
        assertThat(directory).isDirectoryNotContaining("glob:**etc**");
    }

    @Test
    void files_are_their_owners_only() throws IOException {
        open().begin("a");

        try (var files = Files.list(directory.resolve("journal"))) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void a_damaged_file_and_a_draft_left_by_a_crash_do_no_harm() throws IOException {
        open().begin("a");
        Files.writeString(directory.resolve("journal/00.json"), "{\"id\":");
        Files.writeString(directory.resolve("journal/.01.json.draft"), "{");

        Journal journal = open();

        assertThat(journal.begun("a")).isTrue();
        assertThat(directory.resolve("journal/00.json.damaged")).exists();
    }

    @Test
    void an_interrupted_thread_still_writes_whole_files() throws IOException {
        Journal journal = open();
        Thread.currentThread().interrupt();

        journal.begin("a");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(open().begun("a")).isTrue();
    }
}
