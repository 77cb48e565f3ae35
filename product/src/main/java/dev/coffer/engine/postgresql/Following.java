package dev.coffer.engine.postgresql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How a standby follows.
 *
 * @param told whether it was told to follow anybody
 * @param host whom it is connected to; null when to nobody
 * @param streaming whether it receives what is written there
 * @param behind bytes that it knows of and has not applied; null when unknown
 * @param age seconds since what was applied last was written; null when nothing was
 * @param paused whether it applies nothing until it is restarted with more resources
 */
record Following(
        boolean told,
        @Nullable String host,
        boolean streaming,
        @Nullable Double behind,
        @Nullable Double age,
        boolean paused) {
    private static final String QUERY = """
            SELECT current_setting('primary_conninfo') <> '', r.sender_host, coalesce(r.status = 'streaming', false),
                greatest(0, pg_wal_lsn_diff(greatest(r.latest_end_lsn, r.flushed_lsn), pg_last_wal_replay_lsn())),
                greatest(0, extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())),
                pg_is_wal_replay_paused()
            FROM (SELECT 1) one LEFT JOIN pg_stat_wal_receiver r ON true
            """;

    static Following read(Session session) {
        return session.row(
                        row -> new Following(
                                row.getBoolean(1),
                                row.getString(2),
                                row.getBoolean(3),
                                number(row, 4),
                                number(row, 5),
                                row.getBoolean(6)),
                        QUERY)
                .orElseThrow();
    }

    private static @Nullable Double number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    /** None while all that is known of is applied; unknown without connection. */
    @Nullable Double lag() {
        if (!streaming || behind == null) {
            return null;
        }
        return behind == 0 ? Double.valueOf(0) : age;
    }
}
