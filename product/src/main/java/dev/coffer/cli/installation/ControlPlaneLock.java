package dev.coffer.cli.installation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Held by a control plane as long as it lives, so that a home has at most one. The kernel lets go of it however the process ends and
 * tells who holds it; so nobody has to trust a process id in a file. The id is written to the file all the same, for people.
 */
public final class ControlPlaneLock implements AutoCloseable {
    private static final Path LOCKS = Path.of("/proc/locks");

    /** The collector closes channels that nobody refers to, and a closed one holds no lock. */
    private static final Set<FileChannel> HELD = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;

    private ControlPlaneLock(FileChannel channel) {
        this.channel = channel;
    }

    static Path file(Path home) {
        return home.resolve("control").resolve("coffer.pid");
    }

    /**
     * Takes the lock for this process; to be held until it ends.
     *
     * @throws IllegalStateException when another control plane holds it
     */
    public static ControlPlaneLock take(Path home) throws IOException {
        Path file = file(home);
        Files.createDirectories(home);
        if (!Files.exists(file.getParent())) {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (tryLock(channel) == null) {
                throw new IllegalStateException("A Coffer runs in %s already (process %s). Stop it first: coffer down"
                        .formatted(home, holder(home).map(String::valueOf).orElse("unknown")));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            HELD.add(channel);
            return new ControlPlaneLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The process that holds the lock of that home. */
    static Optional<Long> holder(Path home) {
        Path file = file(home);
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino");
            return Files.readAllLines(LOCKS).stream()
                    .map(line -> List.of(line.strip().split("\\s+")))
                    // 3: POSIX  ADVISORY  WRITE 812 08:01:3670287 0 EOF
                    .filter(fields -> fields.size() > 5
                            && fields.get(1).equals("POSIX")
                            && fields.get(5).endsWith(inode))
                    .map(fields -> Long.parseLong(fields.get(4)))
                    .filter(pid -> pid > 0 && mayHaveOpen(pid, file))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Inode numbers are unique only within a file system. What may not be looked at is another user's, and believed. */
    private static boolean mayHaveOpen(long pid, Path file) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            Path real = file.toRealPath();
            return descriptors.anyMatch(descriptor -> isLinkTo(descriptor, real));
        } catch (java.nio.file.AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLinkTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        HELD.remove(channel);
        channel.close();
    }
}
