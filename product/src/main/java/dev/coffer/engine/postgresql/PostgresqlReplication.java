package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Replication;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a primary and a replica are: a replica is a standby, which nobody can write to, superusers included; so is a primary whose writes
 * are stopped, but that one follows nobody. Becoming a primary begins a new timeline of the log.
 */
final class PostgresqlReplication implements Replication {
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(25);
    private static final int PROMOTE_SECONDS = 120;

    private final PostgresqlPlaces places;
    private final PostgresqlServer.Sessions sessions;
    private final Supplier<Standing> standing;
    private final Seeds seeds;
    private final PostgresqlSynchrony synchrony;
    private final Parting parting;
    private final Restart restart;

    PostgresqlReplication(
            PostgresqlPlaces places,
            PostgresqlServer.Sessions sessions,
            Supplier<Standing> standing,
            Seeds seeds,
            Restart restart) {
        this.places = places;
        this.sessions = sessions;
        this.standing = standing;
        this.seeds = seeds;
        this.synchrony = new PostgresqlSynchrony(places);
        this.parting = new Parting(places);
        this.restart = restart;
    }

    /** Stops the server in order and starts it; as a standby unless it is meant to be a primary. */
    @FunctionalInterface
    interface Restart {
        void run() throws IOException, InterruptedException;
    }

    /** Makes a server that was started or adopted what it is meant to be. */
    void enforce() throws IOException, InterruptedException {
        if (standing.get() == Standing.PRIMARY) {
            open();
        } else {
            ensureStandby();
        }
    }

    /** Sets right what changes by itself, or what a tenant's root could spoil. */
    void tend() throws IOException, InterruptedException {
        if (standing.get() == Standing.PRIMARY) {
            try (Session session = sessions.open()) {
                synchrony.tend(session);
                seeds.tendAccount(session);
            }
        } else if (isPaused()) {
            restart.run(); // with what its primary has, see ControlData
        }
    }

    private boolean isPaused() {
        try (Session session = sessions.open()) {
            return Following.read(session).paused();
        }
    }

    private void open() throws IOException, InterruptedException {
        try (Session session = sessions.open()) {
            if (isStandby(session)
                    && !session.text("SELECT pg_promote(true, %d)".formatted(PROMOTE_SECONDS))
                            .equals("t")) {
                throw new EngineFailure(
                        Kind.PASSING, "The replica has not become a primary yet: it still applies what it received.");
            }
            Files.deleteIfExists(Options.conf(places.node(), Upstream.FILE));
            Files.deleteIfExists(places.upstreamPassword());
            parting.forget();
            synchrony.tend(session);
        }
    }

    private static boolean isStandby(Session session) {
        return session.text("SELECT pg_is_in_recovery()").equals("t");
    }

    private void ensureStandby() throws IOException, InterruptedException {
        try (Session session = sessions.open()) {
            if (isStandby(session)) {
                return;
            }
            session.run("CHECKPOINT"); // while it serves: so there is less to do when it does not
        }
        restart.run();
    }

    @Override
    public void synchronise(Synchrony wanted) throws IOException, InterruptedException {
        synchrony.keep(wanted);
        if (standing.get() == Standing.PRIMARY) {
            try (Session session = sessions.open()) {
                synchrony.tend(session);
            }
        }
    }

    @Override
    public void writeSeed(OutputStream out) throws IOException, InterruptedException {
        if (standing.get() != Standing.PRIMARY) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary is copied; this server is none.");
        }
        try (Session session = sessions.open()) {
            seeds.write(out, session);
        }
    }

    @Override
    public void readSeed(InputStream in) throws IOException, InterruptedException {
        seeds.read(in);
    }

    @Override
    public void discard() throws IOException {
        seeds.discard();
    }

    @Override
    public void follow(String address, int port) throws IOException, InterruptedException {
        if (standing.get() != Standing.REPLICA) {
            Standing.REPLICA.write(places.standing());
        }
        parting.forget();
        ensureStandby();
        Upstream upstream = new Upstream(places, address, port);
        String password = seeds.replicationPassword();
        try (Session session = sessions.open()) {
            String system = session.text("SELECT system_identifier FROM pg_control_system()");
            Position own = Position.received(session); // before the other's, which may come here by a third server
            Upstream.Identity identity = upstream.identify(password);
            if (!identity.system().equals(system) || !identity.position().contains(own)) {
                part(session);
            }
            seeds.writeUpstreamPassword(password);
            Disk.write(Options.conf(places.node(), Upstream.FILE), upstream.configuration(), "rw-r--r--");
            PostgresqlSynchrony.reload(session);
            awaitFollowing(session, address);
        }
    }

    private void part(Session session) throws IOException {
        String reason = "The replica has written what its primary never had, and cannot follow it; make a new replica.";
        parting.write(reason);
        Files.deleteIfExists(Options.conf(places.node(), Upstream.FILE));
        PostgresqlSynchrony.reload(session);
        throw new EngineFailure(Kind.BROKEN, reason);
    }

    private void awaitFollowing(Session session, String address) throws InterruptedException {
        long deadline = System.nanoTime() + CONNECT.toNanos();
        while (true) {
            Following following = Following.read(session);
            if (following.streaming() && address.equals(following.host())) {
                return;
            }
            if (System.nanoTime() > deadline) {
                String reason = parting.reason().orElse("");
                throw new EngineFailure(
                        reason.isEmpty() ? Kind.PASSING : Kind.BROKEN,
                        reason.isEmpty() ? "The replica's primary is silent; the replica keeps trying." : reason);
            }
            Thread.sleep(GLANCE);
        }
    }

    @Override
    public String freeze() throws IOException, InterruptedException {
        if (standing.get() == Standing.REPLICA) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary's writes are stopped; this server is a replica.");
        }
        Standing.FROZEN.write(places.standing());
        ensureStandby();
        return position();
    }

    @Override
    public void thaw() throws IOException, InterruptedException {
        if (standing.get() == Standing.FROZEN) {
            Standing.PRIMARY.write(places.standing());
        }
        if (standing.get() == Standing.PRIMARY) {
            open();
        }
    }

    @Override
    public void awaitPosition(String position, Duration patience) throws InterruptedException {
        Position awaited = Position.parse(position);
        long deadline = System.nanoTime() + patience.toNanos();
        try (Session session = sessions.open()) {
            while (!Position.applied(session).contains(awaited)) {
                if (System.nanoTime() > deadline) {
                    throw new EngineFailure(
                            Kind.PASSING,
                            "The replica has not applied everything up to %s. %s"
                                    .formatted(position, parting.reason().orElse("It is still behind.")));
                }
                Thread.sleep(GLANCE);
            }
        }
    }

    /** What was received is applied first. */
    @Override
    public void promote() throws IOException, InterruptedException {
        if (standing.get() != Standing.PRIMARY) {
            Standing.PRIMARY.write(places.standing());
        }
        open();
    }

    @Override
    public String position() {
        try (Session session = sessions.open()) {
            return Position.applied(session).toString();
        }
    }

    @Override
    public String receivedPosition() {
        try (Session session = sessions.open()) {
            return Position.received(session).toString();
        }
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return Position.parse(ahead).contains(Position.parse(behind));
    }

    @Override
    public int connectedReplicas() {
        try (Session session = sessions.open()) {
            return Integer.parseInt(session.text(
                    "SELECT count(*) FROM pg_stat_replication WHERE usename = ? AND state IN ('streaming', 'catchup')",
                    Names.REPLICATION));
        }
    }
}
