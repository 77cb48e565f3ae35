package dev.coffer.agent;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How full the instance's volume is. Measured rarely, since that looks at every file. */
final class Disk {
    private static final Duration EVERY = Duration.ofSeconds(30);
    /** Measuring takes at most this part of the time. */
    private static final int SHARE = 200;

    private static final double NEARLY_FULL = 0.9;
    private static final long GIB = 1L << 30;
    private static final long HOST_RESERVE = GIB / 2;

    private final Path data;
    private final long size;
    private long next = System.nanoTime();
    private @Nullable Long used;
    private @Nullable String problem;

    /** @param volumeSize GiB */
    Disk(Path data, int volumeSize) {
        this.data = data;
        this.size = volumeSize * GIB;
    }

    void measure() {
        long begin = System.nanoTime();
        if (begin - next < 0 || !Files.isDirectory(data)) {
            return;
        }
        try {
            used = sum();
            problem = judge(used, Files.getFileStore(data).getUsableSpace());
        } catch (IOException e) {
            problem = "The volume's use cannot be measured (%s).".formatted(Trouble.of(e));
        }
        long took = System.nanoTime() - begin;
        boolean empty = used == null || used == 0; // an engine that is being made is measured as soon as it has data
        next = System.nanoTime() + (empty ? 0 : Math.max(EVERY.toNanos(), took * SHARE));
    }

    Optional<Long> used() {
        return Optional.ofNullable(used);
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private @Nullable String judge(long bytes, long hostFree) {
        if (bytes > size * NEARLY_FULL) {
            return "The volume is %d %% full (%.1f of %d GiB); delete data before it is full."
                    .formatted(bytes * 100 / size, (double) bytes / GIB, size / GIB);
        }
        if (hostFree < HOST_RESERVE) {
            return "The host's disk has only %d MiB left; the operator must free space.".formatted(hostFree >> 20);
        }
        return null;
    }

    private long sum() throws IOException {
        long[] total = {0};
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                total[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Engines drop files while they are counted.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return total[0];
    }
}
