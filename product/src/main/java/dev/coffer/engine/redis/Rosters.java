package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The roster: in a file that only the agent reads, which holds whatever tenants do to the data, and under a key that takes it to the
 * replicas. What they do to that key is set right by the primary's agent.
 */
final class Rosters {
    static final String KEY = "coffer";

    private final RedisPlaces places;
    private final Secrets secrets;

    Rosters(RedisPlaces places, Secrets secrets) {
        this.places = places;
        this.secrets = secrets;
    }

    Roster known() {
        try {
            return secrets.read(places.roster())
                    .map(Roster::parse)
                    .orElseThrow(() ->
                            new EngineFailure(Kind.BROKEN, "The list of users %s is lost.".formatted(places.roster())));
        } catch (IOException | IllegalArgumentException e) {
            throw new EngineFailure(Kind.BROKEN, "The list of users %s cannot be read.".formatted(places.roster()), e);
        }
    }

    void keep(Roster roster) {
        try {
            secrets.keep(places.roster(), roster.text());
        } catch (IOException e) {
            throw new UncheckedIOException("The list of users %s cannot be written.".formatted(places.roster()), e);
        }
    }

    private static void select(Session session) {
        session.ask("SELECT", Integer.toString(Options.OWN_DATABASE));
    }

    /** What came with the data. */
    Optional<Roster> received(Session session) {
        select(session);
        return session.text("GET", KEY).flatMap(this::opened);
    }

    private Optional<Roster> opened(String closed) {
        try {
            return seal().open(closed).map(Roster::parse);
        } catch (IllegalArgumentException otherFormat) {
            return Optional.empty();
        }
    }

    /** Of a replica: what it knows, or what came with its data since. */
    Roster newest(Session session) {
        Roster known = known();
        Optional<Roster> received = received(session).filter(roster -> roster.follows(known));
        received.ifPresent(this::keep);
        return received.orElse(known);
    }

    /** Of a primary: so that its replicas have it. Without room for it they have it later. */
    void publish(Session session, Roster roster) {
        if (received(session).filter(roster::equals).isPresent()) {
            return;
        }
        try {
            session.ask("SET", KEY, seal().close(roster.text()));
        } catch (EngineFailure failure) {
            if (!Failures.code(failure).equals(Failures.FULL_MEMORY)) {
                throw failure;
            }
        }
    }

    private Seal seal() {
        return new Seal(replicationPassword());
    }

    /** The password of the replication account, which a whole replica set shares; drawn by its first primary. */
    String replicationPassword() {
        try {
            return secrets.drawn(places.replicationPassword());
        } catch (IOException e) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The replication password %s cannot be read.".formatted(places.replicationPassword()),
                    e);
        }
    }
}
