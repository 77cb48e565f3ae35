package dev.coffer.engine.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of its two threads: one receives, one applies.
 *
 * @param receiver whether the receiving thread runs; it may be trying to connect
 * @param receiving connected to the primary
 * @param behind the server's own idea of its lag; meaningless while nothing is to be applied
 */
record SlaveStatus(
        String host,
        int port,
        boolean receiver,
        boolean receiving,
        boolean applying,
        int receiveError,
        String receiveProblem,
        int applyError,
        String applyProblem,
        Gtids received,
        @Nullable Double behind) {

    /** Empty when the server follows nobody. */
    static Optional<SlaveStatus> read(Session session) {
        return session.row(SlaveStatus::of, "SHOW SLAVE STATUS");
    }

    private static SlaveStatus of(ResultSet row) throws SQLException {
        String behind = row.getString("Seconds_Behind_Master");
        return new SlaveStatus(
                text(row, "Master_Host"),
                row.getInt("Master_Port"),
                !text(row, "Slave_IO_Running").equals("No"),
                text(row, "Slave_IO_Running").equals("Yes"),
                text(row, "Slave_SQL_Running").equals("Yes"),
                row.getInt("Last_IO_Errno"),
                text(row, "Last_IO_Error"),
                row.getInt("Last_SQL_Errno"),
                text(row, "Last_SQL_Error"),
                Gtids.parse(text(row, "Gtid_IO_Pos")),
                behind == null ? null : Double.valueOf(behind));
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
        return receiveError == 1236;
    }

    private String divergence() {
        return receiveProblem.contains("purged")
                ? "The replica was away too long: its primary %s no longer has the changes it misses; make a new replica."
                        .formatted(host)
                : "The server has changes its primary %s does not have, so it cannot follow; make a new replica in its place."
                        .formatted(host);
    }

    /** Without the statement, which may hold a tenant's data. */
    private static String brief(String problem) {
        int query = problem.indexOf("Query:");
        String kept = query < 0 ? problem : problem.substring(0, query);
        return kept.length() <= 300 ? kept.strip() : kept.substring(0, 300) + "…";
    }
}
