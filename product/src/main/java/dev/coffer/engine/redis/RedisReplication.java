package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Replication;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a primary and a replica are. A replica takes over its primary's data whatever it had itself, so it is asked before whether the
 * primary has all of that: {@link Position}.
 */
final class RedisReplication implements Replication {
    private static final Duration GLANCE = Duration.ofMillis(25);
    private static final int ERA = 12;

    private final RedisServer.Sessions sessions;
    private final Supplier<Standing> standing;
    private final RedisPlaces places;
    private final Rosters rosters;
    private final Supplier<Logins> logins;
    private final Whereabouts whereabouts;
    private final Following following;
    private final Seeds seeds;

    RedisReplication(
            RedisServer.Sessions sessions,
            Supplier<Standing> standing,
            RedisPlaces places,
            Rosters rosters,
            Supplier<Logins> logins,
            Seeds seeds) {
        this.sessions = sessions;
        this.standing = standing;
        this.places = places;
        this.rosters = rosters;
        this.logins = logins;
        this.seeds = seeds;
        this.whereabouts = new Whereabouts(places, rosters, standing);
        this.following = new Following(places, rosters, whereabouts);
    }

    Following following() {
        return following;
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    /** Makes a server that was started or adopted what it is meant to be. */
    void enforce(Session session, Standing meant) throws IOException, InterruptedException {
        switch (meant) {
            case PRIMARY -> open(session);
            case FROZEN -> {
                close(session);
                logins.get().settle(session, rosters.known());
            }
            case REPLICA -> {
                Closing.close(session);
                logins.get().settle(session, rosters.newest(session));
                following.goOn(session);
            }
        }
    }

    /** An era of its own, unless it is in one. */
    private void open(Session session) throws IOException {
        if (ReplicationStatus.read(session).follows()) {
            session.ask("REPLICAOF", "NO", "ONE");
        }
        Roster roster = rosters.known();
        String process = session.info("server").getOrDefault("run_id", "");
        if (!roster.process().equals(process)) {
            // Whatever this server had in its last era, it still has.
            roster = begin(roster, process, roster.history());
        }
        logins.get().settle(session, roster);
        Closing.open(session);
        rosters.publish(session, roster);
        whereabouts.forget();
        following.forget();
    }

    private Roster begin(Roster roster, String process, Position before) {
        String era = UUID.randomUUID().toString().replace("-", "").substring(0, ERA);
        Roster next = roster.withEra(era, process, before);
        rosters.keep(next);
        return next;
    }

    @Override
    public void writeSeed(OutputStream out) throws IOException {
        if (standing.get() != Standing.PRIMARY) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary is copied; this server is none.");
        }
        seeds.write(out, rosters.replicationPassword(), rosters.known());
    }

    @Override
    public void readSeed(InputStream in) throws IOException, InterruptedException {
        seeds.read(in, whereabouts);
    }

    @Override
    public void discard() throws IOException {
        seeds.discard();
    }

    @Override
    public void follow(String address, int port) throws IOException, InterruptedException {
        try (Session session = sessions.open()) {
            switch (standing.get()) {
                case PRIMARY, FROZEN -> {
                    close(session);
                    Standing.REPLICA.write(places.standing());
                }
                case REPLICA -> Closing.close(session);
            }
            following.begin(session, address, port);
            logins.get().settle(session, rosters.newest(session));
            whereabouts.forget();
        }
    }

    /** What a primary has written when nobody can write any more is kept: what comes then is no tenant's. */
    private Position close(Session session) throws InterruptedException {
        Closing.close(session);
        Position position = whereabouts.now(session);
        whereabouts.keep(position);
        return position;
    }

    @Override
    public String freeze() throws InterruptedException {
        if (standing.get() == Standing.REPLICA) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary's writes are stopped; this server is a replica.");
        }
        try (Session session = sessions.open()) {
            Standing.FROZEN.write(places.standing());
            return close(session).toString();
        }
    }

    @Override
    public void thaw() throws IOException {
        if (standing.get() == Standing.FROZEN) {
            Standing.PRIMARY.write(places.standing());
        }
        if (standing.get() == Standing.PRIMARY) {
            try (Session session = sessions.open()) {
                open(session);
            }
        }
    }

    @Override
    public void awaitPosition(String position, Duration patience) throws InterruptedException {
        Position awaited = Position.parse(position);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!Position.parse(position()).contains(awaited)) {
            if (System.nanoTime() > deadline) {
                throw new EngineFailure(
                        Kind.PASSING, "The replica has not applied everything up to %s.".formatted(position));
            }
            Thread.sleep(GLANCE);
        }
    }

    @Override
    public void promote() throws IOException, InterruptedException {
        try (Session session = sessions.open()) {
            if (standing.get() == Standing.REPLICA) {
                Position position = whereabouts.now(session);
                if (position.reaches().isEmpty()) {
                    throw new EngineFailure(
                            Kind.BROKEN,
                            "The replica has never received the data of its primary; make another the primary.");
                }
                FirstFile.await(session, FirstFile.SHORT);
                session.ask("REPLICAOF", "NO", "ONE");
                String process = session.info("server").getOrDefault("run_id", "");
                begin(rosters.newest(session), process, positionAfter(session, position));
            }
            Standing.PRIMARY.write(places.standing());
            open(session);
        }
    }

    /** Between being asked and being cut off it may have received more. */
    private Position positionAfter(Session session, Position before) {
        long offset = ReplicationStatus.read(session).offset();
        return offset > before.reaches().getLast().offset() ? before.at(offset) : before;
    }

    @Override
    public String position() {
        try (Session session = sessions.open()) {
            return whereabouts.now(session).toString();
        }
    }

    /** What it receives it applies at once. */
    @Override
    public String receivedPosition() {
        return position();
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return Position.parse(ahead).contains(Position.parse(behind));
    }

    @Override
    public void synchronise(Synchrony synchrony) {
        throw new EngineFailure(
                Kind.REFUSED,
                "This datastore does not support that the primary waits for replicas; its clients can wait with WAIT.");
    }

    @Override
    public int connectedReplicas() {
        try (Session session = sessions.open()) {
            return ReplicationStatus.read(session).replicas();
        }
    }
}
