package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.DataVersion;
import dev.coffer.engine.server.Life;
import dev.coffer.engine.server.Overrides;
import java.io.IOException;

/**
 * A newer server reads what an older one wrote, and writes it in its own form as soon as it starts; no older one can read that. So what
 * a tenant has set is tried on it before.
 */
final class RedisUpgrades implements Upgrades {
    private final Family family;
    private final RedisPlaces places;
    private final DataDirectory data;
    private final DataVersion version;
    private final Overrides overrides;
    private final Life life;

    RedisUpgrades(
            Family family,
            RedisPlaces places,
            DataDirectory data,
            DataVersion version,
            Overrides overrides,
            Life life) {
        this.family = family;
        this.places = places;
        this.data = data;
        this.version = version;
        this.overrides = overrides;
        this.life = life;
    }

    @Override
    public String dataVersion() {
        return version.read();
    }

    /** What a killed server left, only it may read anew. */
    @Override
    public void prepare() throws IOException, InterruptedException {
        requireData();
        if (!life.isRunning()) {
            life.startClosed();
        }
        life.stop();
    }

    @Override
    public void complete() throws IOException, InterruptedException {
        requireData();
        if (!version.isOwn()) {
            ScratchServer.beside(family, places, overrides.wanted()).close();
            version.write(); // from here on there is no way back
        }
        life.start();
    }

    private void requireData() {
        if (!data.exists()) {
            throw new EngineFailure(Kind.REFUSED, "The database server has no data yet; there is nothing to upgrade.");
        }
    }
}
