package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.DataVersion;
import dev.coffer.engine.server.Life;
import dev.coffer.engine.server.Overrides;
import dev.coffer.image.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;

/**
 * From one version to a newer one on the same data, as the manuals have it: a slow shutdown, which leaves nothing half done that the
 * newer one might read differently; the newer server on the data; what belongs to its system tables.
 *
 * <p>The newer server changes the data as soon as it opens them, and no older one can read them any more. So its options, in which the
 * tenant may have a share, are tried before.
 */
final class SqlUpgrades implements Upgrades {
    /** All that was deleted and not purged yet is purged. */
    private static final Duration SLOW_STOP = Duration.ofMinutes(20);

    private final SqlPlaces places;
    private final DataVersion version;
    private final Overrides overrides;
    private final Running server;
    private final Steps steps;

    SqlUpgrades(SqlPlaces places, DataVersion version, Overrides overrides, Running server, Steps steps) {
        this.places = places;
        this.version = version;
        this.overrides = overrides;
        this.server = server;
        this.steps = steps;
    }

    /** The server whose data are taken over. */
    record Running(DataDirectory data, Life life, Sessions sessions) {}

    /** What differs between the servers. */
    interface Steps {
        /** The server reads its options, complains of those it does not know, and ends without looking at the data. */
        void tryOptions(Map<String, String> values) throws IOException, InterruptedException;

        /** On a server that runs, closed for writing; whether it must be started anew afterwards. */
        boolean updateSystemTables() throws IOException, InterruptedException;
    }

    @Override
    public String dataVersion() {
        return version.read();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        requireData();
        if (server.life().process().isEmpty()) {
            server.life().startClosed();
        }
        ServerProcess process = server.life()
                .process()
                .orElseThrow(() -> new EngineFailure(
                        Kind.PASSING, "The database server has ended by itself; its log says why. Try again."));
        try (Session session = server.sessions().open()) {
            session.run("SET GLOBAL innodb_fast_shutdown = 0");
        }
        process.terminate();
        if (!process.awaitExit(SLOW_STOP)) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The database server has not stopped in order within %d minutes: it removes what was deleted. Upgrade at a time when less is written."
                            .formatted(SLOW_STOP.toMinutes()));
        }
        Files.deleteIfExists(places.processFile());
    }

    @Override
    public void complete() throws IOException, InterruptedException {
        requireData();
        if (!version.isOwn()) {
            server.data().prepareHome();
            steps.tryOptions(overrides.wanted());
            version.write(); // from here on there is no way back
        }
        server.life().startClosed();
        if (steps.updateSystemTables()) {
            server.life().stop(); // it has read some of the system tables as they were
        }
        server.life().start();
    }

    private void requireData() {
        if (!server.data().exists()) {
            throw new EngineFailure(Kind.REFUSED, "The database server has no data yet; there is nothing to upgrade.");
        }
    }
}
