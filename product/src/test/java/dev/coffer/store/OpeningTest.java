package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.durable.NewOperation;
import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.SettableClock;
import dev.coffer.durable.StepRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpeningTest {
    @TempDir
    private Path directory;

    private Store open(String url) {
        return Store.open(url, "someone", "hush-hush", InstantSource.system());
    }

    @Test
    void the_file_is_its_owners_alone() throws IOException {
        Path file = directory.resolve("coffer.db");
        try (Store store = open("jdbc:sqlite:" + file)) {
            Samples.seed(store);
            try (var files = Files.list(directory)) {
                assertThat(files)
                        .hasSize(3)
                        .allSatisfy(
                                path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void what_was_wiped_is_not_in_the_file() throws IOException {
        Path file = directory.resolve("coffer.db");
        SettableClock clock = new SettableClock();
        try (Store store = Store.open("jdbc:sqlite:" + file, "", "", clock)) {
            store.change(tx -> tx.operations()
                    .file(new NewOperation(
                            "a",
                            "create",
                            Samples.PROJECT,
                            List.of("i1"),
                            "secret-input".repeat(1000),
                            clock.instant(),
                            WhenBusy.REFUSE)));
            Lease lease = store.operationLog()
                    .claim("one", clock.instant(), clock.instant().plusSeconds(9))
                    .orElseThrow();
            store.operationLog()
                    .record(
                            lease,
                            new StepRecord(
                                    "a",
                                    "step",
                                    0,
                                    StepRecord.State.DONE,
                                    1,
                                    clock.instant(),
                                    clock.instant(),
                                    "secret-result",
                                    null));
            store.operationLog().end(lease, OperationState.DONE, clock.instant(), null);
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains(Samples.PROJECT)
                .doesNotContain("secret-input")
                .doesNotContain("secret-result");
    }

    @Test
    void an_unknown_database_is_refused_with_the_ways_to_write_one() {
        assertThatThrownBy(() -> open("jdbc:oracle:thin:@host?password=hush-hush"))
                .hasMessageContaining("jdbc:sqlite:FILE")
                .hasMessageContaining("jdbc:oracle:thin:@host")
                .hasMessageNotContaining("hush");
    }

    @Test
    void a_file_that_cannot_be_made_is_named() {
        String url = "jdbc:sqlite:" + directory.resolve("missing/coffer.db");
        assertThatThrownBy(() -> open(url))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining(url)
                .hasMessageContaining("there is no directory");
        assertThatThrownBy(() -> open("jdbc:sqlite::memory:"))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("path of a file");
    }

    @Test
    void a_server_that_does_not_answer_is_named_without_secrets() {
        for (String kind : List.of("postgresql", "mariadb")) {
            String url = "jdbc:%s://127.97.1.1:1/coffer".formatted(kind);
            assertThatThrownBy(() -> open(url + "?password=hush-hush"))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("The metadata store " + url + " cannot be opened")
                    .hasMessageContaining("Check the store's url")
                    .hasMessageNotContaining("hush");
        }
    }

    @Test
    void a_file_that_is_no_database_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("coffer.db"), "no database ".repeat(1000));
        assertThatThrownBy(() -> open("jdbc:sqlite:" + file))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("not a database");
        assertThat(Files.readString(file)).startsWith("no database");
    }
}
