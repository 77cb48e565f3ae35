package dev.coffer.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings SQLite's write-ahead log to the disk for several transactions at once: the writes of one wait for the disk together, where
 * SQLite itself would wait once for each, with the write lock held.
 *
 * <p>SQLite runs with {@code synchronous=NORMAL}, which keeps the database whole whatever happens and syncs the log only when it is
 * moved into the database; that a committed transaction is on the disk before anybody is told of it is seen to here. A transaction
 * that reads may see what is not on the disk yet for the time of one sync; nothing is written on such grounds that gets to the disk
 * before, since the log is one sequence.
 */
final class SharedSync implements AutoCloseable {
    private final Path log;
    private final AtomicLong committed = new AtomicLong();
    private final ReentrantLock syncing = new ReentrantLock(true);
    private volatile long synced;
    /** No channel: an interrupt of whoever waits would close that, and it is nobody's alone. */
    private @Nullable RandomAccessFile file;

    private @Nullable IOException failure;

    /** @param database SQLite's file; its log is beside it */
    SharedSync(Path database) {
        this.log = database.resolveSibling(database.getFileName() + "-wal");
    }

    /** To be called when a transaction is committed, by one at a time; gives its number. */
    long committed() {
        return committed.incrementAndGet();
    }

    /**
     * Returns when that transaction, and with it all before, is on the disk.
     *
     * @throws UncheckedIOException when it cannot be known; then nothing written after it can be trusted either, and every further
     *     call fails
     */
    void await(long number) {
        while (synced < number) {
            syncing.lock();
            try {
                if (synced < number) {
                    long reached = committed.get();
                    sync();
                    synced = reached;
                }
            } finally {
                syncing.unlock();
            }
        }
    }

    /** A sync that failed must not be repeated: the kernel forgets what it could not write. */
    private void sync() {
        if (failure == null) {
            try {
                RandomAccessFile open = file;
                if (open == null) {
                    open = new RandomAccessFile(log.toFile(), "r");
                    file = open;
                }
                open.getFD().sync();
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new UncheckedIOException(
                "%s cannot be brought to the disk; see to the disk, then restart Coffer".formatted(log), failure);
    }

    @Override
    public void close() throws IOException {
        syncing.lock();
        try {
            if (file != null) {
                file.close();
            }
        } finally {
            syncing.unlock();
        }
    }
}
