package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.KeptSynchrony;
import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.time.Duration;

/**
 * For what a primary waits before it acknowledges. PostgreSQL waits for ever for a replica that does not come; so it is told to wait only
 * while one is connected and has caught up, and told anew when that changes.
 */
final class PostgresqlSynchrony {
    static final String FILE = "synchrony.conf";

    private static final String ANY = "ANY 1 (*)";
    private static final Duration TAKEN = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(10);

    private final PostgresqlPlaces places;
    private final KeptSynchrony kept;

    PostgresqlSynchrony(PostgresqlPlaces places) {
        this.places = places;
        this.kept = new KeptSynchrony(places.synchrony());
    }

    static String text(boolean waits) {
        return Options.HEADER + "synchronous_standby_names = " + Options.quoted(waits ? ANY : "") + "\n";
    }

    void keep(Synchrony wanted) throws IOException {
        kept.write(wanted);
    }

    /** On a primary. */
    void tend(Session session) throws IOException, InterruptedException {
        boolean waits = kept.read() == Synchrony.ONE && streaming(session) > 0;
        if (waits == isWaiting(session)) {
            return;
        }
        Disk.write(Options.conf(places.node(), FILE), text(waits), "rw-r--r--");
        reload(session);
        long deadline = System.nanoTime() + TAKEN.toNanos();
        while (waits != isWaiting(session)) {
            if (System.nanoTime() > deadline) {
                throw new EngineFailure(Kind.PASSING, "The database server does not take what it is to wait for.");
            }
            Thread.sleep(GLANCE);
        }
    }

    static void reload(Session session) {
        session.text("SELECT pg_reload_conf()");
    }

    private static boolean isWaiting(Session session) {
        return !session.text("SELECT current_setting('synchronous_standby_names')")
                .isEmpty();
    }

    private static int streaming(Session session) {
        return Integer.parseInt(session.text(
                "SELECT count(*) FROM pg_stat_replication WHERE usename = ? AND state = 'streaming'",
                Names.REPLICATION));
    }
}
