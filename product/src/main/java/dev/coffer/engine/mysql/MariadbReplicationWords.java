package dev.coffer.engine.mysql;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Replication of MariaDB.
 *
 * <p>Closed means closed for tenants: nobody but the agent has {@code READ ONLY ADMIN}, the tenant's root included.
 */
record MariadbReplicationWords(MariadbPlaces places) implements ReplicationWords {
    @Override
    public Positions positions() {
        return new MariadbPositions();
    }

    @Override
    public ReplicationAccount.Words account() {
        return new MariadbReplicationAccount();
    }

    @Override
    public Closing closing() {
        return new Closing("read_only");
    }

    @Override
    public String waiting() {
        return "rpl_semi_sync_master_enabled";
    }

    @Override
    public String replica() {
        return "SLAVE";
    }

    @Override
    public Optional<ReplicaStatus> status(Session session) {
        return ReplicaStatus.read(session, ReplicaStatus.Words.MARIADB);
    }

    @Override
    public String start(String password) {
        return "START SLAVE";
    }

    @Override
    public String changePrimary(Session session, String address, int port, String password) {
        StringBuilder sql = new StringBuilder("CHANGE MASTER TO MASTER_HOST = " + Sql.text(address));
        sql.append(", MASTER_PORT = ").append(port);
        sql.append(", MASTER_USER = ").append(Sql.text(Names.REPLICATION));
        sql.append(", MASTER_PASSWORD = ").append(Sql.text(password));
        sql.append(", MASTER_CONNECT_RETRY = 1, MASTER_HEARTBEAT_PERIOD = 0.5, MASTER_USE_GTID = slave_pos");
        if (places.hasTls()) {
            sql.append(", MASTER_SSL = 1, MASTER_SSL_VERIFY_SERVER_CERT = 1, MASTER_SSL_CA = ");
            sql.append(Sql.text(places.authority().toString()));
        } else {
            sql.append(", MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0");
        }
        if (!MariadbPositions.replicated(session).contains(MariadbPositions.written(session))) {
            // It was a primary: what it wrote itself counts as applied.
            sql.append(", MASTER_DEMOTE_TO_SLAVE = 1");
        }
        return sql.toString();
    }

    /** The primary refuses such a replica. */
    @Override
    public boolean divergesUnnoticed(Session session, String address, int port, String password) {
        return false;
    }

    /** Only a change or a heartbeat that comes afterwards says so. */
    @Override
    public Predicate<ReplicaStatus> isServed(Session session) {
        String heartbeats = heartbeats(session);
        Gtids before = status(session)
                .map(now -> Gtids.parse(now.received()))
                .orElseGet(() -> MariadbPositions.replicated(session));
        return now -> !heartbeats(session).equals(heartbeats)
                || !Gtids.parse(now.received()).equals(before);
    }

    private static String heartbeats(Session session) {
        return session.text("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS"
                + " WHERE VARIABLE_NAME = 'SLAVE_RECEIVED_HEARTBEATS'");
    }

    /** With both threads stopped, starting one throws away what is received and not applied. */
    @Override
    public boolean canStartApplying(ReplicaStatus status) {
        return status.receiver();
    }

    @Override
    public void tend(Session session) {}
}
