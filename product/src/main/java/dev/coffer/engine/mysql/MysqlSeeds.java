package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.SeedBlocks;
import dev.coffer.engine.server.Tools;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Copies by the server's own clone of its data, which it makes beside them; from there an archive goes out, and the clone is removed. So
 * the volume must have room for the data twice. The clone has the position, but neither the server's own id nor binary logs.
 */
final class MysqlSeeds implements Seeds.Means {
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final String CLONE = "clone-";
    private static final long MEBIBYTE = 1 << 20;

    private final MysqlPlaces places;
    private final DataDirectory data;
    private final MysqlData contents;
    private final Tools tools;
    /** The server makes one clone at a time, and there is room for one. */
    private final ReentrantLock cloning = new ReentrantLock();

    MysqlSeeds(MysqlPlaces places, DataDirectory data, MysqlData contents, Tools tools) {
        this.places = places;
        this.data = data;
        this.contents = contents;
        this.tools = tools;
    }

    @Override
    public String engine() {
        return "MySQL";
    }

    @Override
    public void write(DataOutputStream stream) throws IOException, InterruptedException {
        cloning.lockInterruptibly();
        try {
            removeClones();
            requireRoom();
            Path clone = places.temporary().resolve(CLONE + UUID.randomUUID());
            try (Session session = Session.open(Session.Kind.MYSQL, places.socket(), data.agentPassword(), LONGEST)) {
                session.run("CLONE LOCAL DATA DIRECTORY = " + Sql.text(clone.toString()));
            }
            tools.stream(
                    "mysql-archive",
                    List.of(
                            "tar",
                            "--create",
                            "--blocking-factor=512",
                            "--directory=" + clone,
                            "--file=-",
                            "--sparse",
                            "."),
                    Map.of(),
                    archive -> SeedBlocks.write(archive, stream));
        } finally {
            removeClones();
            cloning.unlock();
        }
    }

    private void removeClones() throws IOException {
        try (DirectoryStream<Path> clones = Files.newDirectoryStream(places.temporary(), CLONE + "*")) {
            for (Path clone : clones) {
                Disk.deleteTree(clone);
            }
        }
    }

    /** What is cloned are the tables and what is needed to undo; the rest of the directory stays where it is. */
    private void requireRoom() throws IOException {
        long needed = size(places.dataDirectory());
        long free = places.node().data().toFile().getUsableSpace();
        if (free < needed + needed / 10) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The volume has no room for the copy of the data from which a replica is made: %d MiB are free and %d MiB are needed. Enlarge the volume, then try again."
                            .formatted(free / MEBIBYTE, (needed + needed / 10) / MEBIBYTE));
        }
    }

    /** Files may come and go meanwhile. */
    private static long size(Path directory) throws IOException {
        AtomicLong size = new AtomicLong();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".ibd") || name.startsWith("ibdata") || name.startsWith("undo_")) {
                    size.addAndGet(attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return size.get();
    }

    @Override
    public void read(DataInputStream stream, Path directory) throws IOException, InterruptedException {
        tools.run(
                "mysql-unpack",
                List.of("tar", "--extract", "--blocking-factor=512", "--directory=" + directory, "--file=-"),
                archive -> SeedBlocks.read(stream, archive));
        contents.adopt(directory);
    }
}
