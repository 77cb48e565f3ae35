package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.KeptSynchrony;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a primary and a replica are: a primary writes and waits for one replica to have received each transaction before it
 * acknowledges it; a replica is closed for writing, also for the agent, and follows by GTID.
 *
 * <p>The password of replication is given when replication starts, so that the server keeps it nowhere.
 */
final class MysqlReplication implements SqlReplication {
    private static final Closing CLOSING = new Closing("super_read_only");
    private static final Positions POSITIONS = new MysqlPositions();
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration STALLED = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(25);
    private static final String STOP = "STOP REPLICA";

    private final MysqlPlaces places;
    private final Sessions sessions;
    private final Supplier<Standing> standing;
    private final Seeds seeds;
    private final KeptSynchrony synchrony;
    private final BinaryLogs binaryLogs;
    private final ReplicationAccount account = new ReplicationAccount(new MysqlReplicationAccount());

    MysqlReplication(MysqlPlaces places, Sessions sessions, Supplier<Standing> standing, Seeds seeds) {
        this.places = places;
        this.sessions = sessions;
        this.standing = standing;
        this.seeds = seeds;
        this.synchrony = new KeptSynchrony(places.synchrony());
        this.binaryLogs = BinaryLogs.of(places.node());
    }

    @Override
    public void enforce(Session session, Standing meant) throws IOException, InterruptedException {
        if (meant != Standing.PRIMARY) {
            CLOSING.ensure(session);
        }
        acknowledge(session, meant != Standing.REPLICA);
        switch (meant) {
            case PRIMARY -> open(session);
            case FROZEN -> {}
            case REPLICA -> {
                if (mayGoOn(session).filter(status -> !status.running()).isPresent()) {
                    startReplica(session);
                }
            }
        }
    }

    @Override
    public void tend(Session session, Standing meant) throws IOException, InterruptedException {
        binaryLogs.tend(session);
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
                != session.text("SELECT @@GLOBAL.rpl_semi_sync_source_enabled").equals("1")) {
            acknowledge(session, primary);
        }
        if (!primary && mayGoOn(session).filter(ReplicaStatus::wasStopped).isPresent()) {
            startReplica(session);
        }
    }

    /** Of a replica that was told whom to follow and can. */
    private Optional<ReplicaStatus> mayGoOn(Session session) {
        return divergence().isPresent() ? Optional.empty() : status(session);
    }

    private void startReplica(Session session) throws IOException {
        session.run("START REPLICA USER = " + Sql.text(Names.REPLICATION) + " PASSWORD = "
                + Sql.text(seeds.replicationPassword()));
    }

    private void open(Session session) throws IOException {
        if (status(session).isPresent()) {
            session.run(STOP);
            session.run("RESET REPLICA ALL");
        }
        Files.deleteIfExists(places.divergence());
        acknowledge(session, true);
        session.run("SET GLOBAL read_only = 0"); // super_read_only goes with it
    }

    /** What a primary waits for before it acknowledges; a replica waits for nobody, see {@link MysqlOptions}. */
    private void acknowledge(Session session, boolean primary) throws IOException {
        session.run("SET GLOBAL rpl_semi_sync_source_enabled = " + (waits(primary) ? 1 : 0));
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
        Files.deleteIfExists(places.divergence());
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
                    session.run(STOP);
                }
                requireNothingOfItsOwn(session, address, port);
                session.run(changePrimary(address, port));
                startReplica(session);
            }
            awaitFollowing(session);
        }
    }

    /** The server follows also when it has what its primary has not: nobody would notice but who looks. */
    private void requireNothingOfItsOwn(Session session, String address, int port) throws IOException {
        GtidSet own = MysqlPositions.executed(session);
        if (PrimaryLook.executed(places, address, port, seeds.replicationPassword())
                .contains(own)) {
            Files.deleteIfExists(places.divergence());
            return;
        }
        String sentence = ReplicaStatus.divergence(address);
        Disk.write(places.divergence(), sentence + "\n", "rw-r--r--");
        throw new EngineFailure(Kind.BROKEN, sentence);
    }

    @Override
    public Optional<String> divergence() {
        try {
            return Optional.of(Files.readString(places.divergence()).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("The file %s cannot be read.".formatted(places.divergence()));
        }
    }

    private String changePrimary(String address, int port) {
        StringBuilder sql = new StringBuilder("CHANGE REPLICATION SOURCE TO SOURCE_HOST = " + Sql.text(address));
        sql.append(", SOURCE_PORT = ").append(port);
        sql.append(", SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 4294967295, SOURCE_HEARTBEAT_PERIOD = 0.5");
        sql.append(", SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 1");
        if (places.hasTls()) {
            sql.append(", SOURCE_SSL_VERIFY_SERVER_CERT = 1, SOURCE_SSL_CA = ");
            sql.append(Sql.text(places.authority().toString()));
        } else {
            sql.append(", SOURCE_SSL_VERIFY_SERVER_CERT = 0, SOURCE_SSL_CA = ''");
        }
        return sql.toString();
    }

    /** A replica counts as connected before the primary has looked whether it has what the replica needs. */
    private static void awaitFollowing(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + CONNECT.toNanos();
        while (true) {
            ReplicaStatus status = status(session)
                    .orElseThrow(() -> new EngineFailure(Kind.PASSING, "The replica was told to follow nobody."));
            if (status.running() && status.begun()) {
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
        GtidSet awaited = GtidSet.parse(position);
        long deadline = System.nanoTime() + patience.toNanos();
        try (Session session = sessions.open()) {
            while (!MysqlPositions.executed(session).contains(awaited)) {
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
    private static void awaitApplied(Session session, GtidSet position) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted while waiting for the replica.");
        }
        session.text("SELECT WAIT_FOR_EXECUTED_GTID_SET(?, 1)", position.toString());
    }

    @Override
    public void promote() throws IOException, InterruptedException {
        try (Session session = sessions.open()) {
            if (standing.get() == Standing.REPLICA) {
                applyReceived(session);
                session.run(STOP);
            }
            Standing.PRIMARY.write(places.standing());
            open(session);
        }
    }

    private static void applyReceived(Session session) throws InterruptedException {
        Optional<ReplicaStatus> before = status(session);
        if (before.isEmpty()) {
            return;
        }
        session.run("START REPLICA SQL_THREAD");
        session.run("STOP REPLICA IO_THREAD");
        GtidSet progress = MysqlPositions.executed(session);
        long deadline = System.nanoTime() + STALLED.toNanos();
        while (true) {
            ReplicaStatus status = status(session).orElseThrow();
            GtidSet now = MysqlPositions.executed(session);
            if (now.contains(GtidSet.parse(status.received()))) {
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
            awaitApplied(session, GtidSet.parse(status.received()));
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
            GtidSet here = MysqlPositions.executed(session);
            return status(session)
                    .map(status -> here.and(GtidSet.parse(status.received())))
                    .orElse(here)
                    .toString();
        }
    }

    private static Optional<ReplicaStatus> status(Session session) {
        return ReplicaStatus.read(session, ReplicaStatus.Words.MYSQL);
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return POSITIONS.contains(ahead, behind);
    }

    @Override
    public int connectedReplicas() {
        try (Session session = sessions.open()) {
            return Integer.parseInt(session.text(
                    "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = ? AND COMMAND LIKE 'Binlog Dump%'",
                    Names.REPLICATION));
        }
    }
}
