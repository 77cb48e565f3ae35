package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the server stands. The engine forgets that when it stops, and its offset goes on by itself when nothing is written; so what was
 * sure when it closed for writing, left its primary or stopped is kept, and holds until it receives from a primary again.
 */
final class Whereabouts {
    private final RedisPlaces places;
    private final Rosters rosters;
    private final Supplier<Standing> standing;

    Whereabouts(RedisPlaces places, Rosters rosters, Supplier<Standing> standing) {
        this.places = places;
        this.rosters = rosters;
        this.standing = standing;
    }

    Position now(Session session) {
        ReplicationStatus status = ReplicationStatus.read(session);
        Optional<Position> kept = status.isUp() ? Optional.empty() : kept();
        return kept.orElseGet(() -> roster(session).history().at(status.offset()));
    }

    private Roster roster(Session session) {
        return standing.get() == Standing.REPLICA ? rosters.newest(session) : rosters.known();
    }

    Optional<Position> kept() {
        try {
            return Optional.of(
                    Position.parse(Files.readString(places.position()).strip()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The file %s, which says where the data stand, cannot be read.".formatted(places.position()),
                    e);
        }
    }

    void keep(Position position) {
        try {
            Disk.write(places.position(), position + "\n", "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException(places.position() + " cannot be written.", e);
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(places.position());
    }
}
