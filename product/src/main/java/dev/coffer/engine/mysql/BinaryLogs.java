package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.util.List;

/**
 * The binary logs of a MySQL server, which limits their age but not what they take of the volume.
 *
 * @param most bytes of all together, but for the one being written
 */
record BinaryLogs(long most) {
    private static final long LEAST = 64L << 20;

    private record BinaryLog(String name, long size) {}

    /** A fifth of the volume. */
    static BinaryLogs of(Node node) {
        return new BinaryLogs(Math.max(LEAST, ((long) node.volumeSize() << 30) / 5));
    }

    /** Removes the oldest. The server keeps those that a connected replica has not read. */
    void tend(Session session) {
        List<BinaryLog> logs = session.rows(row -> new BinaryLog(row.getString(1), row.getLong(2)), "SHOW BINARY LOGS");
        long sum = 0;
        for (BinaryLog log : logs.reversed()) {
            sum += log.size();
            if (sum > most && !log.equals(logs.getLast())) {
                String next = logs.get(logs.indexOf(log) + 1).name();
                session.run("PURGE BINARY LOGS TO " + Sql.text(next));
                return;
            }
        }
    }
}
