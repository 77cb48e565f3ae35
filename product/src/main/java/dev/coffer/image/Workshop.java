package dev.coffer.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where images are made: one at a time, over all processes, in a directory that is thrown away. What is finished is moved out of it in
 * one step, so that after a crash there is nothing but rubbish, which the next one clears away.
 */
final class Workshop {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Path lockFile;
    private final Path staging;
    /** Only one of this process asks again and again for the lock that is held by another process. */
    private final ReentrantLock inside = new ReentrantLock(true);

    Workshop(Path directory) {
        this.lockFile = directory.resolve(".lock");
        this.staging = directory.resolve(".staging");
    }

    interface Work<T> {
        T in(Path scratch) throws IOException, InterruptedException;
    }

    <T> T work(Consumer<String> progress, Work<T> work) throws IOException, InterruptedException {
        if (!inside.tryLock()) {
            progress.accept("waiting for an image that is being made");
            if (!inside.tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(
                        "An image has been in the making for %d minutes.".formatted(PATIENCE.toMinutes()));
            }
        }
        try {
            return workAlone(progress, work);
        } finally {
            inside.unlock();
        }
    }

    private <T> T workAlone(Consumer<String> progress, Work<T> work) throws IOException, InterruptedException {
        Files.createDirectories(lockFile.getParent());
        try (FileChannel channel = open();
                FileLock lock = await(channel, progress)) {
            clear(staging);
            Files.createDirectories(staging);
            Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwx------"));
            Path scratch =
                    Files.createDirectory(staging.resolve(UUID.randomUUID().toString()));
            try {
                return work.in(scratch);
            } finally {
                clear(staging);
                lock.release();
            }
        }
    }

    /** Clears what a crash left, unless somebody works here now. */
    void tidy() throws IOException {
        if (!Files.isDirectory(staging) || !Files.isWritable(lockFile)) {
            return;
        }
        try (FileChannel channel = open()) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                clear(staging);
                lock.release();
            }
        }
    }

    /** Removes a directory with all that is in it; not following links. */
    static void clear(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException e) throws IOException {
                try {
                    Files.deleteIfExists(emptied);
                } catch (DirectoryNotEmptyException filledAgain) {
                    // By a program that is on its way out; the next one to work here clears it.
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private FileLock await(FileChannel channel, Consumer<String> progress) throws IOException, InterruptedException {
        FileLock lock = tryLock(channel);
        if (lock != null) {
            return lock;
        }
        progress.accept("waiting for another process that is making an image");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Thread.sleep(50);
            lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
        }
        throw new IOException("Another process has been making an image for %d minutes (lock %s)."
                .formatted(PATIENCE.toMinutes(), lockFile));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }
}
