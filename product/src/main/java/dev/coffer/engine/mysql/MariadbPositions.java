package dev.coffer.engine.mysql;

/** Positions of MariaDB, which are {@link Gtids}. */
final class MariadbPositions implements Positions {
    @Override
    public String of(Session session) {
        return replicated(session).and(written(session)).toString();
    }

    @Override
    public String applied(Session session) {
        return replicated(session).toString();
    }

    @Override
    public void awaitApplied(Session session, String position) {
        session.text("SELECT MASTER_GTID_WAIT(?, 1)", Gtids.parse(position).toString());
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return Gtids.parse(ahead).contains(Gtids.parse(behind));
    }

    @Override
    public String and(String one, String other) {
        return Gtids.parse(one).and(Gtids.parse(other)).toString();
    }

    /** What it has applied as a replica. */
    static Gtids replicated(Session session) {
        return Gtids.parse(session.text("SELECT @@GLOBAL.gtid_slave_pos"));
    }

    /** What is in its own binary log: what it wrote as a primary, and what it applied as a replica since it was seeded. */
    static Gtids written(Session session) {
        return Gtids.parse(session.text("SELECT @@GLOBAL.gtid_binlog_pos"));
    }
}
