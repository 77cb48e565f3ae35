package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A place in the write-ahead log, with the way there: every promotion begins a new timeline, and where the earlier ones ended tells whether
 * two servers share a past. Its text is {@code 1:0/3000148>2:0/30002F0}: on timeline 2, which branched off 1 there.
 *
 * @param path timelines that were left, with where
 * @param last the place itself
 */
record Position(List<Place> path, Place last) {

    Position {
        path = List.copyOf(path);
    }

    /** @param lsn byte of the log */
    record Place(long timeline, long lsn) {
        @Override
        public String toString() {
            return "%d:%X/%X".formatted(timeline, lsn >>> 32, lsn & 0xffff_ffffL);
        }

        static Place parse(String text) {
            String[] parts = text.split(":", 2);
            return new Place(Long.parseLong(parts[0]), Position.lsn(parts[1]));
        }
    }

    static long lsn(String text) {
        String[] halves = text.split("/", 2);
        return Long.parseLong(halves[0], 16) << 32 | Long.parseLong(halves[1], 16);
    }

    static Position parse(String text) {
        try {
            List<Place> places = Stream.of(text.split(">")).map(Place::parse).toList();
            return new Position(places.subList(0, places.size() - 1), places.getLast());
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new EngineFailure(Kind.REFUSED, "This is no position of a PostgreSQL server.", e);
        }
    }

    /**
     * On the way to a timeline.
     *
     * @param history what the server keeps of it; nothing for the first
     */
    static Position of(long timeline, String history, String lsn) {
        long here = lsn(lsn);
        List<Place> path = new ArrayList<>();
        for (String line : history.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length < 2 || words[0].startsWith("#")) {
                continue;
            }
            Place left = new Place(Long.parseLong(words[0]), lsn(words[1]));
            if (here <= left.lsn()) {
                return new Position(path, new Place(left.timeline(), here));
            }
            path.add(left);
        }
        return new Position(path, new Place(timeline, here));
    }

    /** Whether all that is written up to the other is written up to here. */
    boolean contains(Position other) {
        int depth = other.path().size();
        if (depth > path.size() || !path.subList(0, depth).equals(other.path())) {
            return false;
        }
        Place there = depth < path.size() ? path.get(depth) : last;
        return there.timeline() == other.last().timeline()
                && there.lsn() >= other.last().lsn();
    }

    @Override
    public String toString() {
        return Stream.concat(path.stream(), Stream.of(last))
                .map(Place::toString)
                .collect(Collectors.joining(">"));
    }

    private static final String NEWEST = """
            WITH newest AS (
                SELECT greatest(
                    (SELECT timeline_id FROM pg_control_checkpoint()),
                    (SELECT max(('x' || substr(name, 1, 8))::bit(32)::int) FROM pg_ls_waldir()
                        WHERE name ~ '^[0-9A-F]{8}\\.history$')) AS timeline)
            SELECT timeline,
                coalesce(pg_read_file(
                    'pg_wal/' || lpad(upper(to_hex(timeline)), 8, '0') || '.history', 0, 1000000, true), ''),
                CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn() ELSE %s END
            FROM newest
            """;

    private static final String APPLIED = NEWEST.formatted("pg_last_wal_replay_lsn()");
    private static final String RECEIVED =
            NEWEST.formatted("greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())");

    /** Where the data stand. */
    static Position applied(Session session) {
        return read(session, APPLIED);
    }

    /** With what is received and not applied yet. */
    static Position received(Session session) {
        return read(session, RECEIVED);
    }

    private static Position read(Session session, String sql) {
        return session.row(row -> of(row.getLong(1), row.getString(2), row.getString(3)), sql)
                .orElseThrow();
    }
}
