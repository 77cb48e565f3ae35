package dev.coffer.engine.mysql;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Replication of MySQL.
 *
 * <p>Closed means closed also for the agent. The password of replication is given when replication starts, so that the server keeps it
 * nowhere.
 */
record MysqlReplicationWords(MysqlPlaces places) implements ReplicationWords {
    @Override
    public Positions positions() {
        return new MysqlPositions();
    }

    @Override
    public ReplicationAccount.Words account() {
        return new MysqlReplicationAccount();
    }

    @Override
    public Closing closing() {
        return new Closing("super_read_only");
    }

    @Override
    public String waiting() {
        return "rpl_semi_sync_source_enabled";
    }

    @Override
    public String replica() {
        return "REPLICA";
    }

    @Override
    public Optional<ReplicaStatus> status(Session session) {
        return ReplicaStatus.read(session, ReplicaStatus.Words.MYSQL);
    }

    @Override
    public String start(String password) {
        return "START REPLICA USER = " + Sql.text(Names.REPLICATION) + " PASSWORD = " + Sql.text(password);
    }

    @Override
    public String changePrimary(Session session, String address, int port, String password) {
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

    /** The server follows also when it has what its primary has not: nobody would notice but who looks. */
    @Override
    public boolean divergesUnnoticed(Session session, String address, int port, String password) {
        GtidSet own = MysqlPositions.executed(session);
        return !PrimaryLook.executed(places, address, port, password).contains(own);
    }

    @Override
    public Predicate<ReplicaStatus> isServed(Session session) {
        return ReplicaStatus::begun;
    }

    @Override
    public boolean canStartApplying(ReplicaStatus status) {
        return true;
    }

    @Override
    public void tend(Session session) {
        BinaryLogs.of(places.node()).tend(session);
    }
}
