package dev.coffer.identity.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users file as it is now. A change that cannot be read is logged, and what was read last stays valid. */
final class WatchedDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedDirectory.class);

    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {}

    private record Seen(Stamp stamp, Directory directory) {}

    private final Path path;
    private final UsersFile file;
    private volatile Seen seen;

    WatchedDirectory(Path path) throws IOException, UsersFile.Invalid {
        this.path = path;
        this.file = new UsersFile(path);
        Stamp stamp = stamp();
        this.seen = new Seen(stamp, file.read());
    }

    Directory current() {
        Seen last = seen;
        try {
            Stamp now = stamp();
            return now.equals(last.stamp()) ? last.directory() : reread(now);
        } catch (IOException e) {
            LOG.error("{} cannot be looked at; users are as they were: {}", path, e.toString());
            return last.directory();
        }
    }

    private synchronized Directory reread(Stamp stamp) throws IOException {
        if (stamp.equals(seen.stamp())) {
            return seen.directory();
        }
        Directory directory = seen.directory();
        try {
            directory = file.read();
            LOG.info("{} was read again", path);
        } catch (UsersFile.Invalid e) {
            LOG.error("{} Users are as they were until it is mended.", e.getMessage());
        }
        seen = new Seen(stamp, directory);
        return directory;
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), Objects.toString(attributes.fileKey()));
    }
}
