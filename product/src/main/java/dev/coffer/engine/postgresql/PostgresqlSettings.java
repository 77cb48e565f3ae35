package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.Settings;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.LogTail;
import dev.coffer.engine.server.Overrides;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
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
    private static final String TRIAL = "postgres-trial";

    private final Node node;
    private final PostgresqlPlaces places;
    private final Writing writing;
    private final Overrides overrides;
    private final PostgresqlServer.Sessions sessions;
    private final BooleanSupplier runs;

    PostgresqlSettings(
            Node node,
            Writing writing,
            Overrides overrides,
            PostgresqlServer.Sessions sessions,
            BooleanSupplier runs) {
        this.node = node;
        this.places = new PostgresqlPlaces(node);
        this.writing = writing;
        this.overrides = overrides;
        this.sessions = sessions;
        this.runs = runs;
    }

    /** What writes and tries configurations. */
    record Writing(PostgresqlData contents, Tools tools) {}

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
        tryOut(wanted);
        String before;
        try (Session session = sessions.open()) {
            before = loaded(session);
            writing.contents().write(wanted);
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

    /** A server that is asked for a setting reads the whole configuration, complains of what is wrong in it, and ends. */
    private void tryOut(Map<String, String> wanted) throws IOException, InterruptedException {
        Disk.write(places.trial(), writing.contents().text(wanted), "rw-r--r--");
        try {
            writing.tools()
                    .stream(
                            TRIAL,
                            List.of(
                                    Programs.of(node.version(), "postgres"),
                                    "-D",
                                    places.dataDirectory().toString(),
                                    "-c",
                                    "config_file=" + places.trial(),
                                    "-C",
                                    "port"),
                            Map.of(),
                            out -> out.transferTo(OutputStream.nullOutputStream()));
        } catch (EngineFailure failure) {
            Optional<String> complaint = LogTail.lines(node.log().resolve(TRIAL + ".log"), 0).stream()
                    .map(Complaints::ofConfiguration)
                    .flatMap(Optional::stream)
                    .findFirst();
            throw complaint
                    .map(sentence -> new EngineFailure(
                            Kind.REFUSED, "The database server does not take the values: %s.".formatted(sentence)))
                    .orElse(failure);
        } finally {
            Files.deleteIfExists(places.trial());
        }
    }

    @Override
    public Optional<String> fallback() {
        return overrides.fallback();
    }
}
