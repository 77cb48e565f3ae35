package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSyncTest {
    @TempDir
    Path directory;

    @Test
    void all_that_wait_are_let_go_once_theirs_is_on_the_disk() throws IOException, InterruptedException {
        Files.createFile(directory.resolve("a.db-wal"));
        AtomicInteger done = new AtomicInteger();
        try (SharedSync sync = new SharedSync(directory.resolve("a.db"))) {
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                long number = sync.committed();
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        begin.await();
                        sync.await(number);
                        done.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            begin.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(done).hasValue(16);
    }

    @Test
    void an_interrupt_of_one_who_waits_harms_nobody() throws IOException {
        Files.createFile(directory.resolve("a.db-wal"));
        try (SharedSync sync = new SharedSync(directory.resolve("a.db"))) {
            Thread.currentThread().interrupt();
            sync.await(sync.committed());
            assertThat(Thread.interrupted()).isTrue();
            sync.await(sync.committed());
        }
    }

    @Test
    void what_is_on_the_disk_already_needs_no_log_any_more() throws IOException {
        Path log = Files.createFile(directory.resolve("a.db-wal"));
        try (SharedSync sync = new SharedSync(directory.resolve("a.db"))) {
            long first = sync.committed();
            long second = sync.committed();
            sync.await(second);
            Files.delete(log);
            sync.await(first);
        }
    }

    @Test
    void after_a_failure_nothing_counts_as_written_any_more() throws IOException {
        try (SharedSync sync = new SharedSync(directory.resolve("a.db"))) {
            long first = sync.committed();
            assertThatThrownBy(() -> sync.await(first))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("a.db-wal cannot be brought to the disk");
            Files.createFile(directory.resolve("a.db-wal"));
            assertThatThrownBy(() -> sync.await(sync.committed())).isInstanceOf(UncheckedIOException.class);
        }
    }
}
