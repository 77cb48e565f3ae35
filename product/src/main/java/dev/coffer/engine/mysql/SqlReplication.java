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
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a primary and a replica are: a primary writes and waits for one replica to have received each transaction before it
 * acknowledges it; a replica is closed for writing and follows by GTID.
 */
final class SqlReplication implements Replication {
    private final SqlPlaces places;
    private final Sessions sessions;
    private final Supplier<Standing> standing;
    private final Seeds seeds;
    private final ReplicationWords words;

    private final Positions positions;
    private final Closing closing;
    private final ReplicationAccount account;
    private final ReplicaProgress progress;
    private final KeptSynchrony synchrony;
    private final KeptDivergence divergence;

    SqlReplication(
            SqlPlaces places, Sessions sessions, Supplier<Standing> standing, Seeds seeds, ReplicationWords words) {
        this.places = places;
        this.sessions = sessions;
        this.standing = standing;
        this.seeds = seeds;
        this.words = words;
        this.positions = words.positions();
        this.closing = words.closing();
        this.account = new ReplicationAccount(words.account());
        this.progress = new ReplicaProgress(words);
        this.synchrony = new KeptSynchrony(places.synchrony());
        this.divergence = new KeptDivergence(places.divergence());
    }

    /** Makes a server that was started or adopted what it is meant to be. */
    void enforce(Session session, Standing meant) throws IOException, InterruptedException {
        if (meant != Standing.PRIMARY) {
            closing.ensure(session);
        }
        switch (meant) {
            case PRIMARY -> open(session);
            case FROZEN -> acknowledge(session, true);
            case REPLICA -> {
                acknowledge(session, false);
                if (mayGoOn(session).filter(status -> !status.running()).isPresent()) {
                    startReplica(session);
                }
            }
        }
    }

    /**
     * The same on a server that may be so already, which is left alone then. What is set right is what a tenant's root can come to by
     * programs that run as the agent does.
     */
    void tend(Session session, Standing meant) throws IOException, InterruptedException {
        words.tend(session);
        boolean primary = meant != Standing.REPLICA;
        if (meant == Standing.PRIMARY) {
            if (session.text("SELECT @@GLOBAL.read_only").equals("1")) {
                open(session);
            }
            account.tend(session, seeds);
        } else {
            closing.ensure(session);
        }
        if (waits(primary) != session.text("SELECT @@GLOBAL." + words.waiting()).equals("1")) {
            acknowledge(session, primary);
        }
        if (!primary && mayGoOn(session).filter(ReplicaStatus::wasStopped).isPresent()) {
            startReplica(session);
        }
    }

    /** Why a replica cannot follow its primary, as far as the server itself does not know. */
    Optional<String> divergence() {
        return divergence.read();
    }

    /** Of a replica that was told whom to follow and can. */
    private Optional<ReplicaStatus> mayGoOn(Session session) {
        return divergence().isPresent() ? Optional.empty() : words.status(session);
    }

    private void startReplica(Session session) throws IOException {
        session.run(words.start(seeds.replicationPassword()));
    }

    private void stopReplica(Session session) {
        session.run("STOP " + words.replica());
    }

    private void open(Session session) throws IOException {
        if (words.status(session).isPresent()) {
            stopReplica(session);
            session.run("RESET %s ALL".formatted(words.replica()));
        }
        divergence.forget();
        acknowledge(session, true);
        session.run("SET GLOBAL read_only = 0"); // super_read_only goes with it
    }

    /** What a primary waits for before it acknowledges; a replica waits for nobody, see {@link SharedOptions}. */
    private void acknowledge(Session session, boolean primary) throws IOException {
        session.run("SET GLOBAL %s = %d".formatted(words.waiting(), waits(primary) ? 1 : 0));
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
        divergence.forget();
    }

    @Override
    public void follow(String address, int port) throws IOException, InterruptedException {
        Standing before = standing.get();
        try (Session session = sessions.open()) {
            if (before != Standing.REPLICA) {
                Standing.REPLICA.write(places.standing());
            }
            closing.ensure(session);
            acknowledge(session, false);
            Optional<ReplicaStatus> status = words.status(session);
            if (status.filter(now -> now.running() && now.follows(address, port))
                    .isEmpty()) {
                if (status.isPresent()) {
                    stopReplica(session);
                }
                requireNothingOfItsOwn(session, address, port);
                session.run(words.changePrimary(session, address, port, seeds.replicationPassword()));
                startReplica(session);
            }
            progress.awaitFollowing(session);
        }
    }

    private void requireNothingOfItsOwn(Session session, String address, int port) throws IOException {
        if (!words.divergesUnnoticed(session, address, port, seeds.replicationPassword())) {
            divergence.forget();
            return;
        }
        String sentence = ReplicaStatus.divergence(address);
        divergence.write(sentence);
        throw new EngineFailure(Kind.BROKEN, sentence);
    }

    @Override
    public String freeze() throws InterruptedException {
        if (standing.get() == Standing.REPLICA) {
            throw new EngineFailure(Kind.REFUSED, "Only a primary's writes are stopped; this server is a replica.");
        }
        try (Session session = sessions.open()) {
            Standing.FROZEN.write(places.standing());
            closing.close(session);
            return positions.of(session);
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
        long deadline = System.nanoTime() + patience.toNanos();
        try (Session session = sessions.open()) {
            progress.awaitPosition(session, position, deadline);
        }
    }

    @Override
    public void promote() throws IOException, InterruptedException {
        try (Session session = sessions.open()) {
            if (standing.get() == Standing.REPLICA) {
                progress.applyReceived(session);
                stopReplica(session);
            }
            Standing.PRIMARY.write(places.standing());
            open(session);
        }
    }

    @Override
    public String position() {
        try (Session session = sessions.open()) {
            return positions.of(session);
        }
    }

    @Override
    public String receivedPosition() {
        try (Session session = sessions.open()) {
            String here = positions.of(session);
            return words.status(session)
                    .map(status -> positions.and(here, status.received()))
                    .orElse(here);
        }
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return positions.contains(ahead, behind);
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
