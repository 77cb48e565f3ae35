package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.KeptSynchrony;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a primary and a replica are: a primary writes and waits for one replica to have received each transaction before it
 * acknowledges it; a replica is closed for writing and follows by GTID.
 *
 * <p>Closed means closed for tenants: nobody but the agent has {@code READ ONLY ADMIN}, the tenant's root included.
 */
final class MariadbReplication implements SqlReplication {
    private static final Closing CLOSING = new Closing("read_only");
    private static final Positions POSITIONS = new MariadbPositions();
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration STALLED = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(25);

    private final MariadbPlaces places;
    private final Sessions sessions;
    private final Supplier<Standing> standing;
    private final Seeds seeds;
    private final KeptSynchrony synchrony;
    private final ReplicationAccount account = new ReplicationAccount(new MariadbReplicationAccount());

    MariadbReplication(MariadbPlaces places, Sessions sessions, Supplier<Standing> standing, Seeds seeds) {
        this.places = places;
        this.sessions = sessions;
        this.standing = standing;
        this.seeds = seeds;
        this.synchrony = new KeptSynchrony(places.synchrony());
    }

    @Override
    public void enforce(Session session, Standing meant) throws IOException, InterruptedException {
        if (meant != Standing.PRIMARY) {
            CLOSING.ensure(session);
        }
        switch (meant) {
            case PRIMARY -> open(session);
            case FROZEN -> acknowledge(session, true);
            case REPLICA -> {
                acknowledge(session, false);
                if (status(session).filter(status -> !status.running()).isPresent()) {
                    session.run("START SLAVE");
                }
            }
        }
    }

    /** What a tenant's root can come to by programs that run as the agent does. */
    @Override
    public void tend(Session session, Standing meant) throws IOException, InterruptedException {
        boolean primary = meant != Standing.REPLICA;
        if (meant == Standing.PRIMARY) {
            if (session.text("SELECT @@GLOBAL.read_only").equals("1")) {
                open(session);
            }
            account.tend(session, seeds);
        } else {
            CLOSING.ensure(session);
        }
        if (waits(primary)
                != session.text("SELECT @@GLOBAL.rpl_semi_sync_master_enabled").equals("1")) {
            acknowledge(session, primary);
        }
        if (!primary && status(session).filter(ReplicaStatus::wasStopped).isPresent()) {
            session.run("START SLAVE");
        }
    }

    @Override
    public Optional<String> divergence() {
        return Optional.empty();
    }

    private void open(Session session) throws IOException {
        if (status(session).isPresent()) {
            session.run("STOP SLAVE");
            session.run("RESET SLAVE ALL");
        }
        acknowledge(session, true);
        session.run("SET GLOBAL read_only = 0");
    }

    /** What a primary waits for before it acknowledges; a replica waits for nobody, see {@link MariadbOptions}. */
    private void acknowledge(Session session, boolean primary) throws IOException {
        session.run("SET GLOBAL rpl_semi_sync_master_enabled = " + (waits(primary) ? 1 : 0));
    }

    private boolean waits(boolean primary) throws IOException {
        return primary && synchrony.read() == Synchrony.ONE;
    }

    @Override
    public void synchronise(Synchrony wanted) throws IOException {
        synchrony.write(wanted);
        try (Session session = sessions.open()) {
            acknowledge(session, standing.get() != Standing.REPLICA);
        }
    }

    @Override
    public void writeSeed(OutputStream out) throws IOException, InterruptedException {
        if (standing.get() != Standing.PRIMARY) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary is copied; this server is none.");
        }
        try (Session session = sessions.open()) {
            account.ensure(session, seeds.replicationPassword());
        }
        seeds.write(out);
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
        Standing before = standing.get();
        try (Session session = sessions.open()) {
            if (before != Standing.REPLICA) {
                Standing.REPLICA.write(places.standing());
            }
            CLOSING.ensure(session);
            acknowledge(session, false);
            Optional<ReplicaStatus> status = status(session);
            if (status.filter(now -> now.running() && now.follows(address, port))
                    .isEmpty()) {
                if (status.isPresent()) {
                    session.run("STOP SLAVE");
                }
                session.run(changePrimary(session, address, port));
                session.run("START SLAVE");
            }
            awaitFollowing(session);
        }
    }

    private String changePrimary(Session session, String address, int port) throws IOException {
        StringBuilder sql = new StringBuilder("CHANGE MASTER TO MASTER_HOST = " + Sql.text(address));
        sql.append(", MASTER_PORT = ").append(port);
        sql.append(", MASTER_USER = ").append(Sql.text(Names.REPLICATION));
        sql.append(", MASTER_PASSWORD = ").append(Sql.text(seeds.replicationPassword()));
        sql.append(", MASTER_CONNECT_RETRY = 1, MASTER_HEARTBEAT_PERIOD = 0.5, MASTER_USE_GTID = slave_pos");
        if (places.hasTls()) {
            sql.append(", MASTER_SSL = 1, MASTER_SSL_VERIFY_SERVER_CERT = 1, MASTER_SSL_CA = ");
            sql.append(Sql.text(places.authority().toString()));
        } else {
            sql.append(", MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0");
        }
        if (!MariadbPositions.applied(session).contains(MariadbPositions.written(session))) {
            // It was a primary: what it wrote itself counts as applied.
            sql.append(", MASTER_DEMOTE_TO_SLAVE = 1");
        }
        return sql.toString();
    }

    /**
     * A replica counts as connected before the primary has looked whether it has what the replica needs. Only a change or a heartbeat
     * that comes afterwards says that it has.
     */
    private static void awaitFollowing(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + CONNECT.toNanos();
        String heartbeats = heartbeats(session);
        Gtids before = status(session)
                .map(now -> Gtids.parse(now.received()))
                .orElseGet(() -> MariadbPositions.applied(session));
        while (true) {
            boolean heard = !heartbeats(session).equals(heartbeats);
            ReplicaStatus status = status(session)
                    .orElseThrow(() -> new EngineFailure(Kind.PASSING, "The replica was told to follow nobody."));
            if (status.running() && (heard || !Gtids.parse(status.received()).equals(before))) {
                return;
            }
            boolean hopeless = status.isDiverged() || status.applyError() != 0;
            if (hopeless || System.nanoTime() > deadline) {
                String problem = status.problem().orElse("The replica's primary is silent.");
                throw new EngineFailure(hopeless ? Kind.BROKEN : Kind.PASSING, problem);
            }
            Thread.sleep(GLANCE);
        }
    }

    private static String heartbeats(Session session) {
        return session.text("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS"
                + " WHERE VARIABLE_NAME = 'SLAVE_RECEIVED_HEARTBEATS'");
    }

    @Override
    public String freeze() throws InterruptedException {
        if (standing.get() == Standing.REPLICA) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary's writes are stopped; this server is a replica.");
        }
        try (Session session = sessions.open()) {
            Standing.FROZEN.write(places.standing());
            CLOSING.close(session);
            return POSITIONS.of(session);
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
        Gtids awaited = Gtids.parse(position);
        long deadline = System.nanoTime() + patience.toNanos();
        try (Session session = sessions.open()) {
            while (!MariadbPositions.applied(session)
                    .and(MariadbPositions.written(session))
                    .contains(awaited)) {
                Optional<ReplicaStatus> status = status(session);
                if (System.nanoTime() > deadline || status.isEmpty()) {
                    String why = status.flatMap(ReplicaStatus::problem).orElse("It is still behind.");
                    throw new EngineFailure(
                            Kind.PASSING,
                            "The replica has not applied everything up to %s. %s".formatted(position, why));
                }
                awaitApplied(session, awaited);
            }
        }
    }

    /** Waits up to a second. */
    private static void awaitApplied(Session session, Gtids position) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted while waiting for the replica.");
        }
        session.text("SELECT MASTER_GTID_WAIT(?, 1)", position.toString());
    }

    @Override
    public void promote() throws IOException, InterruptedException {
        try (Session session = sessions.open()) {
            if (standing.get() == Standing.REPLICA) {
                applyReceived(session);
                session.run("STOP SLAVE");
            }
            Standing.PRIMARY.write(places.standing());
            open(session);
        }
    }

    /** With both threads stopped, starting one throws away what is received and not applied; so the receiver is stopped alone. */
    private static void applyReceived(Session session) throws InterruptedException {
        Optional<ReplicaStatus> before = status(session);
        if (before.isEmpty()) {
            return;
        }
        if (before.get().receiver()) {
            session.run("START SLAVE SQL_THREAD");
        }
        session.run("STOP SLAVE IO_THREAD");
        Gtids progress = MariadbPositions.applied(session);
        long deadline = System.nanoTime() + STALLED.toNanos();
        while (true) {
            ReplicaStatus status = status(session).orElseThrow();
            Gtids now = MariadbPositions.applied(session);
            if (now.contains(Gtids.parse(status.received()))) {
                return;
            }
            if (!now.equals(progress)) {
                progress = now;
                deadline = System.nanoTime() + STALLED.toNanos();
            }
            if (status.applyError() != 0 || !status.applying() || System.nanoTime() > deadline) {
                throw new EngineFailure(
                        status.applyError() != 0 ? Kind.BROKEN : Kind.PASSING,
                        "The replica cannot apply all it has received. "
                                + status.problem().orElse(""));
            }
            awaitApplied(session, Gtids.parse(status.received()));
        }
    }

    @Override
    public String position() {
        try (Session session = sessions.open()) {
            return POSITIONS.of(session);
        }
    }

    @Override
    public String receivedPosition() {
        try (Session session = sessions.open()) {
            Gtids here = MariadbPositions.applied(session).and(MariadbPositions.written(session));
            return status(session)
                    .map(status -> here.and(Gtids.parse(status.received())))
                    .orElse(here)
                    .toString();
        }
    }

    private static Optional<ReplicaStatus> status(Session session) {
        return ReplicaStatus.read(session, ReplicaStatus.Words.MARIADB);
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return POSITIONS.contains(ahead, behind);
    }

    @Override
    public int connectedReplicas() {
        try (Session session = sessions.open()) {
            return Integer.parseInt(session.text(
                    "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = ? AND COMMAND = 'Binlog Dump'",
                    Names.REPLICATION));
        }
    }
}
