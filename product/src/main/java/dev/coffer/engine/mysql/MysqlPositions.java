package dev.coffer.engine.mysql;

/** Positions of MySQL, which are {@link GtidSet}s. */
final class MysqlPositions implements Positions {
    @Override
    public String of(Session session) {
        return executed(session).toString();
    }

    /** The server does not tell apart what it wrote itself. */
    @Override
    public String applied(Session session) {
        return of(session);
    }

    @Override
    public void awaitApplied(Session session, String position) {
        session.text(
                "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, 1)",
                GtidSet.parse(position).toString());
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return GtidSet.parse(ahead).contains(GtidSet.parse(behind));
    }

    @Override
    public String and(String one, String other) {
        return GtidSet.parse(one).and(GtidSet.parse(other)).toString();
    }

    static GtidSet executed(Session session) {
        return GtidSet.parse(session.text("SELECT @@GLOBAL.gtid_executed"));
    }
}
