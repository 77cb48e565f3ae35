package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.DataVersion;
import dev.coffer.engine.server.Life;
import dev.coffer.engine.server.Overrides;
import dev.coffer.engine.server.Tools;
import java.io.IOException;

/** placeholder */
final class PostgresqlUpgrades implements Upgrades {
    record Running(DataDirectory data, Life life) {}

    private final DataVersion version;
    private final Running server;

    PostgresqlUpgrades(
            PostgresqlPlaces places,
            PostgresqlData contents,
            Tools tools,
            DataVersion version,
            Overrides overrides,
            Running server) {
        this.version = version;
        this.server = server;
    }

    @Override
    public String dataVersion() {
        return version.read();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        server.life().stop();
    }

    @Override
    public void complete() throws IOException, InterruptedException {
        server.life().start();
    }
}
