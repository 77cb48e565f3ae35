package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.DataVersion;
import dev.coffer.engine.server.Life;
import dev.coffer.engine.server.Overrides;
import dev.coffer.engine.server.Tools;
import dev.coffer.image.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * From one MariaDB to a newer one on the same data, as its manual has it: a slow shutdown, which leaves nothing half done that the newer
 * one might read differently; the newer server on the data; {@code mariadb-upgrade} for the system tables.
 *
 * <p>The newer server changes the data as soon as it opens them, and no older one can read them any more. So its options, in which the
 * tenant may have a share, are tried before.
 */
final class MariadbUpgrades implements Upgrades {
    /** All that was deleted and not purged yet is purged. */
    private static final Duration SLOW_STOP = Duration.ofMinutes(20);

    private final MariadbPlaces places;
    private final MariadbData contents;
    private final Tools tools;
    private final DataVersion version;
    private final Overrides overrides;
    private final Running server;

    MariadbUpgrades(
            MariadbPlaces places,
            MariadbData contents,
            Tools tools,
            DataVersion version,
            Overrides overrides,
            Running server) {
        this.places = places;
        this.contents = contents;
        this.tools = tools;
        this.version = version;
        this.overrides = overrides;
        this.server = server;
    }

    /** The server whose data are taken over. */
    record Running(DataDirectory data, Life life, MariadbServer.Sessions sessions) {}

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
            tryOptions();
            version.write(); // from here on there is no way back
        }
        server.life().startClosed();
        updateSystemTables();
        server.life().stop(); // it has read some of the system tables as they were
        server.life().start();
    }

    private void requireData() {
        if (!server.data().exists()) {
            throw new EngineFailure(Kind.REFUSED, "The database server has no data yet; there is nothing to upgrade.");
        }
    }

    /** The server reads its options, complains of those it does not know, and ends without looking at the data. */
    private void tryOptions() throws IOException, InterruptedException {
        server.data().prepareHome();
        contents.configure(overrides.wanted());
        tools.stream(
                "mariadb-options",
                List.of(
                        "mariadbd",
                        "--defaults-file=" + places.configuration(),
                        "--skip-log-error",
                        "--verbose",
                        "--help"),
                Map.of(),
                out -> out.transferTo(OutputStream.nullOutputStream()));
    }

    /** Leaves no trace in the binary log: every member of a set does this for itself. */
    private void updateSystemTables() throws IOException, InterruptedException {
        tools.stream(
                "mariadb-upgrade",
                List.of(
                        "mariadb-upgrade",
                        "--no-defaults",
                        "--user=" + Session.AGENT,
                        "--socket=" + places.socket(),
                        "--skip-ssl"),
                Map.of("MYSQL_PWD", server.data().agentPassword()),
                out -> out.transferTo(OutputStream.nullOutputStream()));
    }
}
