package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.Settings;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Overrides;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Parameters a tenant has set, in the server's configuration file. A copy of the file is tried first by a server that serves nobody; only
 * what that takes does the real one read.
 *
 * <p>The server takes the file first and what is wanted is kept last, so a call that was cut off is simply made again.
 */
final class PostgresqlSettings implements Settings {
    private static final Duration TAKEN = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Node node;
    private final PostgresqlData contents;
    private final Tryout tryout;
    private final Overrides overrides;
    private final PostgresqlServer.Sessions sessions;
    private final BooleanSupplier runs;

    PostgresqlSettings(
            Node node, Tryout tryout, Overrides overrides, PostgresqlServer.Sessions sessions, BooleanSupplier runs) {
        this.node = node;
        this.contents = tryout.contents();
        this.tryout = tryout;
        this.overrides = overrides;
        this.sessions = sessions;
        this.runs = runs;
    }

    @Override
    public List<String> apply(Map<String, String> values) throws IOException, InterruptedException {
        Map<String, String> wanted = new TreeMap<>(values);
        wanted.forEach(PostgresqlSettings::refuseHarmful);
        SizeLimits.of(node).check(wanted);
        List<String> waiting = runs.getAsBoolean() ? change(wanted) : List.of();
        Disk.directory(node.conf());
        overrides.want(wanted);
        return waiting;
    }

    /** Checked before; here once more, since it would reach the configuration file. */
    private static void refuseHarmful(String name, String value) {
        if (!Overrides.isPlain(name) || Owned.covers(name)) {
            throw new EngineFailure(Kind.REFUSED, "The parameter %s is not for tenants to set.".formatted(name));
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new EngineFailure(
                    Kind.REFUSED, "The value of the parameter %s has a control character.".formatted(name));
        }
    }

    /** Sets what can be set now, all of it or nothing. Returns what waits for a restart. */
    private List<String> change(Map<String, String> wanted) throws IOException, InterruptedException {
        if (wanted.equals(overrides.wanted()) && wanted.equals(overrides.started())) {
            return List.of();
        }
        tryout.run(wanted);
        String before;
        try (Session session = sessions.open()) {
            before = loaded(session);
            contents.write(wanted);
            PostgresqlSynchrony.reload(session);
        }
        long deadline = System.nanoTime() + TAKEN.toNanos();
        while (true) {
            try (Session session = sessions.open()) { // which begins with what the server has read by then
                if (!loaded(session).equals(before)) {
                    return session.rows(
                            row -> row.getString(1),
                            "SELECT lower(name) FROM pg_settings WHERE pending_restart ORDER BY 1");
                }
            }
            if (System.nanoTime() > deadline) {
                throw new EngineFailure(Kind.PASSING, "The database server does not read its configuration anew.");
            }
            Thread.sleep(GLANCE);
        }
    }

    private static String loaded(Session session) {
        return session.text("SELECT extract(epoch FROM pg_conf_load_time())");
    }

    @Override
    public Optional<String> fallback() {
        return overrides.fallback();
    }
}
