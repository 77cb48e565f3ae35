package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file system of its own in a file, which can be filled without harm to anybody else. */
final class SmallDisk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MIB = 1024 * 1024;

    private final Path at;
    private final List<Path> fillers;

    private SmallDisk(Path at) {
        this.at = at;
        this.fillers = List.of(at.resolve("filler"), at.resolve("last-filler"));
    }

    /** Empty where this process may not mount. */
    static Optional<SmallDisk> mount(Path at, Path file, int size) throws IOException, InterruptedException {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(size * MIB);
        }
        Files.createDirectory(at);
        boolean mounted = succeeds("mkfs.ext4", "-q", "-m", "0", file.toString())
                && succeeds("mount", "-o", "loop", file.toString(), at.toString());
        if (!mounted) {
            return Optional.empty();
        }
        Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwx--x--x"));
        return Optional.of(new SmallDisk(at));
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return Programs.outcome(List.of(command), Map.of(), PATIENCE).exit() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /** Fills it up to so many MiB. */
    void leave(long free) throws IOException, InterruptedException {
        empty();
        long length = at.toFile().getUsableSpace() - free * MIB;
        Programs.run(
                List.of(
                        "fallocate",
                        "-l",
                        Long.toString(length),
                        fillers.getFirst().toString()),
                Map.of(),
                PATIENCE);
    }

    /** Fills it to the last block. */
    void leaveNothing() throws IOException, InterruptedException {
        leave(1);
        try (OutputStream out = Files.newOutputStream(fillers.getLast())) {
            byte[] block = new byte[4_096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    void empty() throws IOException {
        for (Path filler : fillers) {
            Files.deleteIfExists(filler);
        }
    }

    @Override
    public void close() throws InterruptedException {
        Coffer.eventually(at + " is unmounted", PATIENCE, () -> {
            try {
                return succeeds("umount", at.toString());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
