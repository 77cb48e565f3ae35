package dev.coffer.engine.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of its two threads: one receives, one applies.
 *
 * @param receiver whether the receiving thread runs; it may be trying to connect
 * @param receiving connected to the primary
 * @param begun whether the primary has agreed to send since the replica was last told whom to follow
 * @param received position, as the server writes it
 * @param behind the server's own idea of its lag; meaningless while nothing is to be applied
 * @param pending bytes received and not applied; meaningless too while nothing is to be applied
 */
record ReplicaStatus(
        String host,
        int port,
        boolean receiver,
        boolean receiving,
        boolean applying,
        boolean begun,
        int receiveError,
        String receiveProblem,
        int applyError,
        String applyProblem,
        String received,
        @Nullable Double behind,
        double pending) {
    private static final int REFUSED = 1236;
    /** The same in MySQL. */
    private static final int REFUSED_BY_SOURCE = 13114;

    /** How a server calls these things. */
    enum Words {
        MARIADB("Master", "Slave", "Gtid_IO_Pos"),
        MYSQL("Source", "Replica", "Retrieved_Gtid_Set");

        private final String primary;
        private final String replica;
        private final String received;

        Words(String primary, String replica, String received) {
            this.primary = primary;
            this.replica = replica;
            this.received = received;
        }
    }

    /** Empty when the server follows nobody. */
    static Optional<ReplicaStatus> read(Session session, Words words) {
        return session.row(row -> of(row, words), "SHOW " + words.replica.toUpperCase(Locale.ROOT) + " STATUS");
    }

    private static ReplicaStatus of(ResultSet row, Words words) throws SQLException {
        String behind = row.getString("Seconds_Behind_" + words.primary);
        String receiver = text(row, words.replica + "_IO_Running");
        return new ReplicaStatus(
                text(row, words.primary + "_Host"),
                row.getInt(words.primary + "_Port"),
                !receiver.equals("No"),
                receiver.equals("Yes"),
                text(row, words.replica + "_SQL_Running").equals("Yes"),
                !text(row, words.primary + "_Log_File").isEmpty(),
                row.getInt("Last_IO_Errno"),
                text(row, "Last_IO_Error"),
                row.getInt("Last_SQL_Errno"),
                text(row, "Last_SQL_Error"),
                text(row, words.received),
                behind == null ? null : Double.valueOf(behind),
                pending(row, words));
    }

    /** Within one file of the primary's the difference of two positions; else roughly all that is kept of what was received. */
    private static double pending(ResultSet row, Words words) throws SQLException {
        boolean sameFile =
                text(row, words.primary + "_Log_File").equals(text(row, "Relay_" + words.primary + "_Log_File"));
        return sameFile
                ? Math.max(
                        0,
                        row.getDouble("Read_" + words.primary + "_Log_Pos")
                                - row.getDouble("Exec_" + words.primary + "_Log_Pos"))
                : row.getDouble("Relay_Log_Space");
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).orElse("");
    }

    boolean follows(String address, int portThere) {
        return host.equals(address) && port == portThere;
    }

    boolean running() {
        return receiving && applying;
    }

    /** Whether somebody stopped it, rather than an error. */
    boolean wasStopped() {
        return (!receiver || !applying) && receiveError == 0 && applyError == 0;
    }

    /** A sentence when replication does not run. */
    Optional<String> problem() {
        if (applyError != 0) {
            return Optional.of("The replica cannot apply a change of the primary (error %d: %s); make a new replica."
                    .formatted(applyError, brief(applyProblem)));
        }
        if (isDiverged()) {
            return Optional.of(divergence());
        }
        if (receiveError != 0) {
            return Optional.of("The replica does not reach its primary %s (error %d: %s)."
                    .formatted(host, receiveError, brief(receiveProblem)));
        }
        return running() ? Optional.empty() : Optional.of("The replica is not connected to its primary " + host + ".");
    }

    /** The primary refuses to send what this replica would need. */
    boolean isDiverged() {
        return receiveError == REFUSED || receiveError == REFUSED_BY_SOURCE;
    }

    private String divergence() {
        return receiveProblem.contains("purged")
                ? "The replica was away too long: its primary %s no longer has the changes it misses; make a new replica."
                        .formatted(host)
                : divergence(host);
    }

    /** Of a server that would follow that primary. */
    static String divergence(String primary) {
        return "The server has changes its primary %s does not have, so it cannot follow; make a new replica in its place."
                .formatted(primary);
    }

    /** Without the statement, which may hold a tenant's data. */
    private static String brief(String problem) {
        int query = problem.indexOf("Query:");
        String kept = query < 0 ? problem : problem.substring(0, query);
        return kept.length() <= 300 ? kept.strip() : kept.substring(0, 300) + "…";
    }
}
