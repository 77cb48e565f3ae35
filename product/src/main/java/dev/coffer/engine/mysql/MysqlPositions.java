package dev.coffer.engine.mysql;

/** Positions of MySQL, which are {@link GtidSet}s. */
final class MysqlPositions implements Positions {
    @Override
    public String of(Session session) {
        return executed(session).toString();
    }

    @Override
    public boolean contains(String ahead, String behind) {
        return GtidSet.parse(ahead).contains(GtidSet.parse(behind));
    }

    static GtidSet executed(Session session) {
        return GtidSet.parse(session.text("SELECT @@GLOBAL.gtid_executed"));
    }
}
