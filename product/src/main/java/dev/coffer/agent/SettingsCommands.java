package dev.coffer.agent;

import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What a tenant sets on the server. */
final class SettingsCommands {
    private final Server server;

    SettingsCommands(Server server) {
        this.server = server;
    }

    Result configure(Map<String, String> values, Attempt attempt) throws IOException, InterruptedException {
        Settings settings = server.settings()
                .orElseThrow(() -> new EngineFailure(
                        EngineFailure.Kind.REFUSED, "This datastore does not support configuration groups."));
        attempt.begin();
        return new Result.Configured(settings.apply(values));
    }

    /** Starts the engine; whoever wanted it with new values is told when it went back to earlier ones. */
    Result start(Attempt attempt) throws IOException, InterruptedException {
        Optional<String> before = attempt.again() ? Optional.empty() : fallback();
        server.start();
        Optional<String> after = fallback();
        return after.isEmpty() || after.equals(before)
                ? new Result.Done()
                : new Result.Failed(EngineFailure.Kind.BROKEN, after.get());
    }

    private Optional<String> fallback() {
        return server.settings().flatMap(Settings::fallback);
    }
}
