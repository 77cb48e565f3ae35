package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Replication;
import dev.coffer.engine.server.KeptSynchrony;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a primary and a replica are: a primary writes and waits for one replica to have received each transaction before it
 * acknowledges it; a replica is closed for writing and follows by GTID.
 *
 * <p>Closed means closed for tenants: nobody but the agent has {@code READ ONLY ADMIN}, the tenant's root included.
 */
final class MariadbReplication implements Replication {
    private static final Duration CLOSE = Duration.ofSeconds(30);
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration STALLED = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(25);

    /** Limits that a tenant sets for all accounts do not hold for one that has its own. */
    private static final String OWN_LIMITS = " WITH MAX_USER_CONNECTIONS 1000 MAX_STATEMENT_TIME 31536000";

    private final MariadbPlaces places;
    private final MariadbServer.Sessions sessions;
    private final Supplier<Standing> standing;
    private final Seeds seeds;
    private final KeptSynchrony synchrony;

    MariadbReplication(
            MariadbPlaces places, MariadbServer.Sessions sessions, Supplier<Standing> standing, Seeds seeds) {
        this.places = places;
        this.sessions = sessions;
        this.standing = standing;
        this.seeds = seeds;
        this.synchrony = new KeptSynchrony(places.synchrony());
    }

    /** Makes a server that was started or adopted what it is meant to be. */
    void enforce(Session session, Standing meant) throws IOException, InterruptedException {
        if (meant != Standing.PRIMARY) {
            ensureClosed(session);
        }
        switch (meant) {
            case PRIMARY -> open(session);
            case FROZEN -> acknowledge(session, true);
            case REPLICA -> {
                acknowledge(session, false);
                if (SlaveStatus.read(session)
                        .filter(status -> !status.running())
                        .isPresent()) {
                    session.run("START SLAVE");
                }
            }
        }
    }

    private void open(Session session) throws IOException {
        if (SlaveStatus.read(session).isPresent()) {
            session.run("STOP SLAVE");
            session.run("RESET SLAVE ALL");
        }
        acknowledge(session, true);
        session.run("SET GLOBAL read_only = 0");
    }

    /** What a primary waits for before it acknowledges; a replica waits for nobody, see {@link Options}. */
    private void acknowledge(Session session, boolean primary) throws IOException {
        boolean waits = primary && synchrony.read() == Synchrony.ONE;
        session.run("SET GLOBAL rpl_semi_sync_master_enabled = " + (waits ? 1 : 0));
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
            String account = Sql.account(Names.REPLICATION, "%");
            String hash = Passwords.hash(seeds.replicationPassword());
            session.run("CREATE USER IF NOT EXISTS " + account);
            session.run("ALTER USER " + account + " IDENTIFIED VIA mysql_native_password USING '" + hash + "'"
                    + OWN_LIMITS);
            session.run("GRANT REPLICATION SLAVE ON *.* TO " + account);
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
            ensureClosed(session);
            acknowledge(session, false);
            Optional<SlaveStatus> status = SlaveStatus.read(session);
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
        if (!applied(session).contains(written(session))) {
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
        Gtids before = SlaveStatus.read(session).map(SlaveStatus::received).orElseGet(() -> applied(session));
        while (true) {
            boolean heard = !heartbeats(session).equals(heartbeats);
            SlaveStatus status = SlaveStatus.read(session)
                    .orElseThrow(() -> new EngineFailure(Kind.PASSING, "The replica was told to follow nobody."));
            if (status.running() && (heard || !status.received().equals(before))) {
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

    /** One that was told to close may have been cut off before it did. */
    private static void ensureClosed(Session session) throws InterruptedException {
        if (!session.text("SELECT @@GLOBAL.read_only").equals("1")) {
            close(session);
        }
    }

    /**
     * Once {@code read_only} is on, no transaction of a tenant can commit any more, also one that is open; setting it waits for commits
     * on their way, those that wait for a replica's acknowledgement included. Statements that do not end in time are cut.
     */
    private static void close(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + CLOSE.toNanos();
        session.run("SET SESSION lock_wait_timeout = 2");
        while (true) {
            try {
                session.run("SET GLOBAL read_only = 1");
                break;
            } catch (EngineFailure failure) {
                if (Failures.code(failure) != Failures.LOCK_WAIT || System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            cutTenants(session);
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while closing the server for writing.");
            }
        }
        cutTenants(session);
    }

    /** Ends all connections but those of the server itself, of replicas and of the agent. */
    private static void cutTenants(Session session) {
        List<String> connections = session.rows(
                row -> row.getString(1),
                "SELECT ID FROM information_schema.PROCESSLIST WHERE USER NOT IN (?, ?, 'system user', 'event_scheduler')",
                Session.AGENT,
                Names.REPLICATION);
        for (String connection : connections) {
            try {
                session.run("KILL CONNECTION " + Long.parseLong(connection));
            } catch (EngineFailure failure) {
                if (Failures.code(failure) != Failures.NO_SUCH_THREAD) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public String freeze() throws InterruptedException {
        if (standing.get() == Standing.REPLICA) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary's writes are stopped; this server is a replica.");
        }
        try (Session session = sessions.open()) {
            Standing.FROZEN.write(places.standing());
            close(session);
            return applied(session).and(written(session)).toString();
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
            while (!applied(session).and(written(session)).contains(awaited)) {
                Optional<SlaveStatus> status = SlaveStatus.read(session);
                if (System.nanoTime() > deadline || status.isEmpty()) {
                    String why = status.flatMap(SlaveStatus::problem).orElse("It is still behind.");
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
        Optional<SlaveStatus> before = SlaveStatus.read(session);
        if (before.isEmpty()) {
            return;
        }
        if (before.get().receiver()) {
            session.run("START SLAVE SQL_THREAD");
        }
        session.run("STOP SLAVE IO_THREAD");
        Gtids progress = applied(session);
        long deadline = System.nanoTime() + STALLED.toNanos();
        while (true) {
            SlaveStatus status = SlaveStatus.read(session).orElseThrow();
            Gtids now = applied(session);
            if (now.contains(status.received())) {
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
            awaitApplied(session, status.received());
        }
    }

    @Override
    public String position() {
        try (Session session = sessions.open()) {
            return applied(session).and(written(session)).toString();
        }
    }

    @Override
    public String receivedPosition() {
        try (Session session = sessions.open()) {
            Gtids here = applied(session).and(written(session));
            return SlaveStatus.read(session)
                    .map(status -> here.and(status.received()))
                    .orElse(here)
                    .toString();
        }
    }

    /** What it has applied as a replica. */
    private static Gtids applied(Session session) {
        return Gtids.parse(session.text("SELECT @@GLOBAL.gtid_slave_pos"));
    }

    /** What is in its own binary log: what it wrote as a primary, and what it applied as a replica since it was seeded. */
    private static Gtids written(Session session) {
        return Gtids.parse(session.text("SELECT @@GLOBAL.gtid_binlog_pos"));
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return Gtids.parse(ahead).contains(Gtids.parse(behind));
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
