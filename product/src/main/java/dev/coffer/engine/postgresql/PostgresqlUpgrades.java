package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.DataVersion;
import dev.coffer.engine.server.Life;
import dev.coffer.engine.server.Overrides;
import dev.coffer.engine.server.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * From one PostgreSQL to a newer one by {@code pg_upgrade}, which makes new data beside the old ones. It needs the programs of both
 * versions, which the newer one's image has. The old data are left alone until a server has answered on the new ones; so for that time
 * the volume must hold both.
 *
 * <p>A replica cannot be upgraded: it must be bit by bit what its primary is. It is made anew from an upgraded one.
 */
final class PostgresqlUpgrades implements Upgrades {
    private static final String MARGIN = "256 MiB";
    private static final long MARGIN_BYTES = 256L << 20;

    private final PostgresqlPlaces places;
    private final Tryout tryout;
    private final Succession succession;
    private final DataVersion version;
    private final Overrides overrides;
    private final DataDirectory data;
    private final Life life;

    PostgresqlUpgrades(Tryout tryout, DataVersion version, Overrides overrides, DataDirectory data, Life life) {
        this.places = tryout.places();
        this.tryout = tryout;
        this.succession = new Succession(tryout.places(), tryout.contents(), tryout.tools(), data);
        this.version = version;
        this.overrides = overrides;
        this.data = data;
        this.life = life;
    }

    @Override
    public String dataVersion() {
        return version.read();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        requirePrimary();
        if (!life.isRunning()) {
            tryout.contents().close(true);
            try {
                life.startClosed();
            } finally {
                tryout.contents().close(false);
            }
        }
        life.stop();
    }

    private void requirePrimary() {
        if (!data.exists()) {
            throw new EngineFailure(Kind.REFUSED, "The database server has no data yet; there is nothing to upgrade.");
        }
        if (data.standing() != Standing.PRIMARY) {
            throw new EngineFailure(
                    Kind.REFUSED,
                    "Only a primary is upgraded; upgrade this server's primary and make a new replica of it.");
        }
    }

    /** Whether the data are there, or only have to take their place. */
    boolean hasData() {
        return data.exists() || (version.isOwn() && succession.isUnderWay());
    }

    /** Goes on where an upgrade was cut off that had no way back. */
    void resume() throws IOException {
        if (version.isOwn()) {
            succession.takePlace();
        }
    }

    @Override
    public void complete() throws IOException, InterruptedException {
        resume();
        requirePrimary();
        if (!version.isOwn()) {
            data.prepareHome();
            tryout.run(overrides.wanted());
            requireRoom();
            succession.prepare(version.read());
            version.write(); // from here on there is no way back
        }
        resume();
        life.start();
        succession.conclude();
    }

    private void requireRoom() throws IOException {
        long needed = size(places.dataDirectory()) + MARGIN_BYTES;
        long free = places.node().data().toFile().getUsableSpace();
        if (free < needed) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "For the upgrade the volume must hold the data twice, and %s more: %d MiB are needed and %d free. Enlarge the volume and upgrade again."
                            .formatted(MARGIN, needed >> 20, free >> 20));
        }
    }

    private static long size(Path directory) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
