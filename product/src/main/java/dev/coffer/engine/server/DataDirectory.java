package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Makes data directories: each is filled beside its place and renamed when it is whole and on the disk. */
public final class DataDirectory {
    /** Prefix of directories that are being filled. */
    private static final String UNFINISHED = "unfinished-";

    private final Places places;
    private final Secrets secrets;

    public DataDirectory(Places places, Secrets secrets) {
        this.places = places;
        this.secrets = secrets;
    }

    /** Fills a new directory. */
    @FunctionalInterface
    public interface Filling {
        void fill(Path directory) throws IOException, InterruptedException;
    }

    public boolean exists() {
        return Files.isDirectory(places.dataDirectory());
    }

    public void require() {
        if (!exists()) {
            throw new EngineFailure(Kind.REFUSED, "The database server has no data yet; initialise it first.");
        }
    }

    /** Makes the data directory of a server that is to be this; what earlier attempts left is removed. */
    public void make(Standing standing, Filling filling) throws IOException, InterruptedException {
        prepareHome();
        Path data = places.node().data();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(data, UNFINISHED + "*")) {
            for (Path unfinished : left) {
                Disk.deleteTree(unfinished);
            }
        }
        Path directory = Disk.directory(data.resolve(UNFINISHED + UUID.randomUUID()));
        filling.fill(directory);
        Disk.syncTree(directory);
        standing.write(places.standing());
        Disk.move(directory, places.dataDirectory());
    }

    /** Removes the data of a replica that does not run; what a crash leaves of them is removed by the next {@link #make}. */
    public void discard(boolean isRunning) throws IOException {
        if (!exists()) {
            return;
        }
        if (isRunning || standing() != Standing.REPLICA) {
            throw new EngineFailure(
                    Kind.REFUSED, "Only the data of a replica that is stopped are thrown away; this is none.");
        }
        Path aside = places.node().data().resolve(UNFINISHED + UUID.randomUUID());
        Disk.move(places.dataDirectory(), aside);
        Files.deleteIfExists(places.dataVersion());
        Disk.deleteTree(aside);
    }

    /** The directories that every server needs. */
    public void prepareHome() throws IOException {
        for (Path directory : List.of(
                places.node().data(),
                places.node().conf(),
                places.node().run(),
                places.node().log(),
                places.temporary())) {
            Disk.directory(directory);
        }
    }

    /** Removes what a server that does not run any more has left. */
    void tidy() throws IOException {
        if (Files.isDirectory(places.temporary())) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(places.temporary())) {
                for (Path file : left) {
                    Disk.deleteTree(file);
                }
            }
        }
    }

    /** The agent's password; drawn when the data was made. */
    public String agentPassword() {
        try {
            return secrets.read(places.agentPassword())
                    .orElseThrow(() -> new EngineFailure(
                            Kind.BROKEN,
                            "The agent's database password %s is lost.".formatted(places.agentPassword())));
        } catch (IOException e) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The agent's database password %s cannot be read.".formatted(places.agentPassword()),
                    e);
        }
    }

    /** What the server is meant to be. */
    public Standing standing() {
        return Standing.read(places.standing())
                .orElseThrow(() -> new EngineFailure(
                        Kind.BROKEN,
                        "The file %s that says what this server is, is lost.".formatted(places.standing())));
    }
}
