package dev.coffer.compute.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Files and users of the host. */
final class Host {
    private Host() {}

    static boolean isRoot() {
        return Processes.uid(ProcessHandle.current().pid())
                        .orElseThrow(() -> new IllegalStateException("/proc cannot be read; Coffer needs it."))
                == 0;
    }

    static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    static void give(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes the directory, or gives an existing one of ours these permissions. */
    static void directory(Path path, String permissions) throws IOException {
        Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(permissions);
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(wanted));
        }
        if (!Files.getPosixFilePermissions(path).equals(wanted)) {
            Files.setPosixFilePermissions(path, wanted);
        }
    }

    /** A new file that is on the disk when this returns. */
    static void newFile(Path path, String content, String permissions) throws IOException {
        var attributes = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        try (FileChannel file =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            var bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    /** Replaces a file in a directory of ours. */
    static void replace(Path directory, String name, String content) throws IOException {
        Path fresh = directory.resolve("." + name + ".new");
        Files.deleteIfExists(fresh);
        newFile(fresh, content, "rw-------");
        Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    static boolean saysFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Optional<String> read(Path path) throws IOException {
        try {
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** The first directory on the way that users other than its owner may not pass. */
    static Optional<Path> barrier(Path path) throws IOException {
        Path way = path.getRoot();
        for (Path step : path.toRealPath()) {
            way = way.resolve(step);
            if (!Files.getPosixFilePermissions(way).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return Optional.of(way);
            }
        }
        return Optional.empty();
    }
}
