package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How a replica comes to follow a primary, and goes on after a restart. */
final class Following {
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(25);
    private static final int LARGEST = 4 * 1024;

    private final RedisPlaces places;
    private final Rosters rosters;
    private final Whereabouts whereabouts;
    private final Primary primary;

    Following(RedisPlaces places, Rosters rosters, Whereabouts whereabouts) {
        this.places = places;
        this.rosters = rosters;
        this.whereabouts = whereabouts;
        this.primary = new Primary(places, rosters);
    }

    void begin(Session session, String address, int standardPort) throws IOException, InterruptedException {
        int port = primary.port(standardPort);
        ReplicationStatus status = ReplicationStatus.read(session);
        if (!(status.follows(address, port) && status.isUp())) {
            Position here = whereabouts.now(session);
            whereabouts.keep(here);
            if (!primary.position(address, port).contains(here)) {
                throw diverged(session, address);
            }
            Disk.write(places.primary(), address + " " + standardPort + "\n", "rw-r--r--");
            Files.deleteIfExists(places.diverged());
            attach(session, address, port);
        }
        awaitUp(session);
        FirstFile.await(session, FirstFile.LONG);
    }

    /** Whom it follows already it does not leave for this. */
    private EngineFailure diverged(Session session, String address) throws IOException {
        if (!ReplicationStatus.read(session).isUp()) {
            forget();
            session.ask("REPLICAOF", "NO", "ONE"); // closed, and nobody's
        }
        String sentence =
                "The server has changes that the primary at %s does not have, or cannot tell; make a new replica instead of this one."
                        .formatted(address);
        Disk.write(places.diverged(), sentence + "\n", "rw-r--r--");
        return new EngineFailure(Kind.BROKEN, sentence);
    }

    /** After a start. */
    void goOn(Session session) throws IOException {
        Optional<String> followed = read(places.primary());
        if (followed.isPresent()) {
            String[] words = followed.get().split(" ");
            int port = primary.port(Integer.parseInt(words[1]));
            if (!ReplicationStatus.read(session).follows(words[0], port)) {
                attach(session, words[0], port);
            }
        }
    }

    private void attach(Session session, String address, int port) {
        session.set("masterauth", rosters.replicationPassword());
        session.ask("REPLICAOF", address, Integer.toString(port));
    }

    /** Data that are on their way are waited for as long as they come. */
    private static void awaitUp(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + CONNECT.toNanos();
        ReplicationStatus status = ReplicationStatus.read(session);
        while (!status.isUp()) {
            boolean comes = status.isReceivingAll()
                    || session.info("persistence").getOrDefault("loading", "0").equals("1");
            if (comes) {
                deadline = System.nanoTime() + CONNECT.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new EngineFailure(
                        Kind.PASSING,
                        "The replica is not connected to its primary after %d seconds; the server's log says why."
                                .formatted(CONNECT.toSeconds()));
            }
            Thread.sleep(GLANCE);
            status = ReplicationStatus.read(session);
        }
    }

    Optional<String> problem() {
        return read(places.diverged());
    }

    void forget() throws IOException {
        Files.deleteIfExists(places.primary());
        Files.deleteIfExists(places.diverged());
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.size(file) > LARGEST
                    ? Optional.empty()
                    : Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EngineFailure(Kind.BROKEN, "The file %s cannot be read.".formatted(file), e);
        }
    }
}
